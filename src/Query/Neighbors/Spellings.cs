using System.Numerics;
using System.Text;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Neighbors;

/// <summary>
/// Known words that are spelled like an unknown one: least edit distance (insertion, deletion, substitution, exchange of two
/// neighbors; case does not count), then most frequent. One pass over the vocabulary in which a cheap lower bound of the distance
/// turns almost every word away.
/// </summary>
internal static class Spellings
{
    private const int WordsPerThread = 100_000;

    /// <summary>Up to <paramref name="most"/> words within a distance of 1 (up to 3 characters), 2 (up to 8) or 3.</summary>
    public static IReadOnlyList<string> Nearest(WordVectors vectors, string word, int most)
    {
        // A longer word is no misspelling anyone would want repaired.
        var query = Fold(Encoding.UTF8.GetBytes(word), new Rune[EditDistance.LongestWord]).ToArray();
        if (query.Length == 0)
        {
            return [];
        }

        var parts = Math.Clamp(vectors.RowCount / WordsPerThread, 1, Environment.ProcessorCount);
        var near = new List<(int Distance, int Id)>[parts];
        Parts.Run(parts, part =>
        {
            var first = (int)((long)vectors.RowCount * part / parts);
            var end = (int)((long)vectors.RowCount * (part + 1) / parts);
            near[part] = Scan(vectors, query, first, end);
        });

        return [.. near
            .SelectMany(found => found)
            .OrderBy(entry => entry.Distance)
            .ThenByDescending(entry => vectors.CountOf(entry.Id))
            .ThenBy(entry => entry.Id)
            .Take(most)
            .Select(entry => vectors.Word(entry.Id))];
    }

    private static List<(int Distance, int Id)> Scan(WordVectors vectors, Rune[] query, int first, int end)
    {
        var bound = query.Length switch { <= 3 => 1, <= 8 => 2, _ => 3 };
        var letters = Letters(query);
        var distance = new EditDistance(query);
        var buffer = new Rune[EditDistance.LongestWord + bound];
        var found = new List<(int, int)>();
        for (var id = first; id < end; id++)
        {
            var token = vectors.Token(id);

            // A code point is one to four bytes, so the byte length bounds the length from both sides without decoding.
            if (token.IsEmpty || token.Length < query.Length - bound || token.Length > (query.Length + bound) * 4)
            {
                continue;
            }

            var candidate = Fold(token, buffer);
            var candidateLetters = Letters(candidate);
            if (Math.Abs(candidate.Length - query.Length) > bound
                || BitOperations.PopCount(letters & ~candidateLetters) > bound
                || BitOperations.PopCount(candidateLetters & ~letters) > bound)
            {
                continue;
            }

            if (distance.To(candidate, bound) is var steps && steps <= bound)
            {
                found.Add((steps, id));
            }
        }

        return found;
    }

    /// <summary>The lower-cased code points of a word; none if there are more than fit.</summary>
    private static ReadOnlySpan<Rune> Fold(ReadOnlySpan<byte> word, Rune[] buffer)
    {
        var length = 0;
        while (!word.IsEmpty)
        {
            if (length == buffer.Length)
            {
                return [];
            }

            Rune rune;
            var used = 1;
            if (word[0] < 0x80)
            {
                rune = new Rune(word[0] is >= (byte)'A' and <= (byte)'Z' ? word[0] | 0x20 : word[0]);
            }
            else
            {
                Rune.DecodeFromUtf8(word, out rune, out used);
                rune = Rune.ToLowerInvariant(rune);
            }

            buffer[length++] = rune;
            word = word[used..];
        }

        return buffer.AsSpan(0, length);
    }

    // Each code point sets one of 64 bits. A bit that only one of two words has needs an edit of its own, so the number of
    // such bits on either side is a lower bound of the distance.
    private static ulong Letters(ReadOnlySpan<Rune> word)
    {
        var bits = 0UL;
        foreach (var rune in word)
        {
            bits |= 1UL << (rune.Value & 63);
        }

        return bits;
    }
}
