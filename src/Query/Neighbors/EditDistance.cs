using System.Text;

namespace StreamW2V.Query.Neighbors;

/// <summary>
/// Edit distance from one word to many others: insertions, deletions, substitutions and exchanges of two neighbors each cost 1
/// (optimal string alignment). Reuses its three rows; one thread at a time.
/// </summary>
internal sealed class EditDistance(Rune[] word)
{
    private int[] _row = new int[word.Length + 1];
    private int[] _previous = new int[word.Length + 1];
    private int[] _beforePrevious = new int[word.Length + 1];

    /// <summary>The distance to <paramref name="other"/>, or any number above <paramref name="bound"/> if it is above.</summary>
    public int To(ReadOnlySpan<Rune> other, int bound)
    {
        for (var j = 0; j <= word.Length; j++)
        {
            _row[j] = j;
        }

        for (var i = 1; i <= other.Length; i++)
        {
            (_row, _previous, _beforePrevious) = (_beforePrevious, _row, _previous);
            _row[0] = i;
            var least = i;
            for (var j = 1; j <= word.Length; j++)
            {
                var cost = other[i - 1] == word[j - 1] ? 0 : 1;
                var steps = Math.Min(Math.Min(_previous[j], _row[j - 1]) + 1, _previous[j - 1] + cost);
                if (i > 1 && j > 1 && other[i - 1] == word[j - 2] && other[i - 2] == word[j - 1])
                {
                    steps = Math.Min(steps, _beforePrevious[j - 2] + 1);
                }

                _row[j] = steps;
                least = Math.Min(least, steps);
            }

            // An exchange may reach back one row, but only from a value that is at least the least of the row between less one.
            if (least > bound + 1)
            {
                return least;
            }
        }

        return _row[word.Length];
    }
}
