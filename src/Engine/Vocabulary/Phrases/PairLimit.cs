using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>
/// Which pairs can have an <see cref="Npmi"/> of some value at all. No pair is more frequent than its rarer word, so with p(x) ≥ p(y) its value is at most ln p(x) / ln p(y): next to a
/// word as frequent as <c>the</c> hardly any other can be half of a phrase. Such pairs, about half of a text, need not be counted.
/// </summary>
internal readonly struct PairLimit
{
    /// <summary>Logarithms are approximate, here by up to 0.09 each.</summary>
    private const float Tolerance = 0.25f;

    private readonly float _value;
    private readonly float _tokens;

    /// <summary>The limit for a value among so many tokens.</summary>
    public PairLimit(double value, long tokens)
    {
        _value = (float)value;
        _tokens = Log2(tokens);
    }

    /// <summary>Whether words of these counts may have the value; also true of some that just cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Allows(uint first, uint second) =>
        _tokens - Log2(Math.Max(first, second)) >= (_value * (_tokens - Log2(Math.Min(first, second)))) - Tolerance;

    /// <summary>The binary logarithm plus 127, with the mantissa taken for its logarithm: the same on every machine.</summary>
    private static float Log2(long count) => BitConverter.SingleToUInt32Bits(count) * (1f / (1 << 23));
}
