using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamW2V.Store.Mapping;

/// <summary>Looks for numbers that are not finite, at about the speed of memory.</summary>
internal static class FiniteNumbers
{
    private const int Magnitude = 0x7FFF_FFFF;
    private const int Infinity = 0x7F80_0000;

    /// <summary>The place of the first number that is infinite or not a number, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfOther(ReadOnlySpan<float> numbers)
    {
        // Without its sign a number that is not finite is, as an integer, at least infinity. The largest of all tells whether there is one; where, is asked seldom.
        var bits = MemoryMarshal.Cast<float, int>(numbers);
        var largest = Vector256<int>.Zero;
        int i = 0;
        for (; i <= bits.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            largest = Vector256.Max(largest, Vector256.Create(bits[i..]) & Vector256.Create(Magnitude));
        }

        bool isOther = Vector256.GreaterThanOrEqualAny(largest, Vector256.Create(Infinity));
        for (; i < bits.Length; i++)
        {
            isOther |= (bits[i] & Magnitude) >= Infinity;
        }

        return isOther ? FirstOther(numbers) : -1;
    }

    private static int FirstOther(ReadOnlySpan<float> numbers)
    {
        int place = 0;
        while (float.IsFinite(numbers[place]))
        {
            place++;
        }

        return place;
    }
}
