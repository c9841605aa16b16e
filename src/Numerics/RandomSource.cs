using System.Runtime.CompilerServices;

namespace StreamW2V.Numerics;

/// <summary>
/// A counter-based random source: draw number i of the stream named by (seed, use, index) is a fixed function of these four
/// numbers, so a sentence can be trained again, by any thread and in any order of sentences, with the same draws. The mixing function is the
/// 64-bit finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a Weyl sequence that starts at a mixed key.
/// </summary>
public struct RandomSource
{
    private const ulong Weyl = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Opens the stream of draws named by the three numbers.</summary>
    /// <param name="seed">The seed of the store.</param>
    /// <param name="use">What the draws are for, so that two uses of one sentence never share draws.</param>
    /// <param name="index">The position in the training order, for example the number of the sentence.</param>
    public RandomSource(ulong seed, ulong use, ulong index) => _state = Mix(Mix(Mix(seed + Weyl) ^ (use * 0xD6E8FEB86659FD93)) + (index * Weyl));

    /// <summary>The next 64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64() => Mix(_state += Weyl);

    /// <summary>The next 32 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>A double in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A float in [0, 1) with 24 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    /// <summary>
    /// An integer in [0, <paramref name="exclusiveMax"/>) by multiplication of 32 random bits (Lemire 2019, without the rejection step:
    /// the bias is below exclusiveMax / 2^32).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt32(int exclusiveMax) => (int)((NextUInt32() * (ulong)(uint)exclusiveMax) >> 32);

    /// <summary>The SplitMix64 finalizer: a bijection of 64-bit numbers in which every input bit moves every output bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
