using System.Text;

namespace StreamW2V.Query.Neighbors;

/// <summary>
/// Edit distance from one word to many others: insertions, deletions, substitutions and exchanges of two neighbors each cost 1
/// (optimal string alignment). A column of the usual table is held in the bits of one register (Hyyrö 2003, "A bit-vector algorithm
/// for computing Levenshtein and Damerau edit distances", figure 9), so a comparison costs a few operations per character.
/// Safe from many threads.
/// </summary>
internal sealed class EditDistance
{
    /// <summary>Characters the word may have at most: the bits of a register.</summary>
    public const int LongestWord = 64;

    private readonly ulong[] _ascii = new ulong[128];
    private readonly Dictionary<Rune, ulong> _others = [];
    private readonly int _length;

    /// <summary>Prepares comparisons with <paramref name="word"/>, of 1 to <see cref="LongestWord"/> characters.</summary>
    public EditDistance(ReadOnlySpan<Rune> word)
    {
        ArgumentOutOfRangeException.ThrowIfZero(word.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(word.Length, LongestWord);
        _length = word.Length;
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i].IsAscii)
            {
                _ascii[word[i].Value] |= 1UL << i;
            }
            else
            {
                _others[word[i]] = _others.GetValueOrDefault(word[i]) | (1UL << i);
            }
        }
    }

    /// <summary>The distance to <paramref name="other"/>, or any number above <paramref name="bound"/> if it is above.</summary>
    public int To(ReadOnlySpan<Rune> other, int bound)
    {
        var last = 1UL << (_length - 1);
        ulong increases = ~0UL, decreases = 0, diagonal = 0, previousMatches = 0;
        var distance = _length;
        for (var i = 0; i < other.Length; i++)
        {
            var matches = other[i].IsAscii ? _ascii[other[i].Value] : _others.GetValueOrDefault(other[i]);
            var exchanged = ((~diagonal & matches) << 1) & previousMatches;
            diagonal = (unchecked((matches & increases) + increases) ^ increases) | matches | decreases | exchanged;
            var right = decreases | ~(diagonal | increases);
            var left = diagonal & increases;
            distance += (right & last) != 0 ? 1 : (left & last) != 0 ? -1 : 0;

            // Each character left can take back one at most.
            if (distance - (other.Length - 1 - i) > bound)
            {
                return distance;
            }

            right = (right << 1) | 1;
            left <<= 1;
            increases = left | ~(diagonal | right);
            decreases = right & diagonal;
            previousMatches = matches;
        }

        return distance;
    }
}
