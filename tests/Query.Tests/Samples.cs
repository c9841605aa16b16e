using System.Globalization;
using StreamW2V.Numerics;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests;

/// <summary>Vectors for tests, the same for the same seed.</summary>
internal static class Samples
{
    /// <summary>Words that have broken loaders: quotes, emoji, Chinese, the sentence end, 256 bytes, numbers, other scripts.</summary>
    public static IReadOnlyList<string> AwkwardWords { get; } =
    [
        "the", "</s>", "\"quoted\"", "it's", "😀", "👩‍🚀", "中文", "日本語", "naïve", "straße", "Ελλάδα", "0.5", "-1e5", "nan", "inf", "#", ":",
        "\\n", "{}", "a,b", "<tag>", "x=1;y=2", new string('w', 256), string.Concat(Enumerable.Repeat("中", 85)) + "!",
        "é", "e\u0301", "The", "THE", "1", "100", "_", "%s",
    ];

    /// <summary>Independent values in −1 to 1.</summary>
    public static float[] Values(int count, ulong seed)
    {
        var random = new RandomSource(seed, 1, 0);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }

    /// <summary>Words w0, w1, ... with descending counts and random vectors.</summary>
    public static WordVectors Random(int words, int dimension, ulong seed = 7) => WordVectors.Create(
        [.. Enumerable.Range(0, words).Select(Name)],
        [.. Enumerable.Range(0, words).Select(i => (double)(words - i))],
        Values(words * dimension, seed),
        dimension);

    /// <summary>The awkward words with descending counts and random vectors.</summary>
    public static WordVectors Awkward(int dimension, ulong seed = 3) => Of(AwkwardWords, dimension, seed);

    /// <summary>Given words with descending counts and random vectors.</summary>
    public static WordVectors Of(IReadOnlyList<string> words, int dimension, ulong seed = 3) => WordVectors.Create(
        words,
        [.. words.Select((_, i) => 10.0 * (words.Count - i))],
        Values(words.Count * dimension, seed),
        dimension);

    /// <summary>The name of the i-th random word.</summary>
    public static string Name(int i) => "w" + i.ToString(CultureInfo.InvariantCulture);
}
