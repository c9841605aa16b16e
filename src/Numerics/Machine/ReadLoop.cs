using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Machine;

/// <summary>Loads of one register width, one behind the other, with as little arithmetic as keeps them from being left out.</summary>
internal static unsafe class ReadLoop<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <summary>The sum of <paramref name="count"/> floats from <paramref name="source"/> on; a multiple of 128.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* source, nint count)
    {
        var width = TLane.Width;
        var s0 = TLane.Zero;
        var s1 = TLane.Zero;
        var s2 = TLane.Zero;
        var s3 = TLane.Zero;
        var s4 = TLane.Zero;
        var s5 = TLane.Zero;
        var s6 = TLane.Zero;
        var s7 = TLane.Zero;
        for (var end = source + count; source < end; source += 8 * width)
        {
            s0 = TLane.Add(s0, TLane.Load(source));
            s1 = TLane.Add(s1, TLane.Load(source + width));
            s2 = TLane.Add(s2, TLane.Load(source + (2 * width)));
            s3 = TLane.Add(s3, TLane.Load(source + (3 * width)));
            s4 = TLane.Add(s4, TLane.Load(source + (4 * width)));
            s5 = TLane.Add(s5, TLane.Load(source + (5 * width)));
            s6 = TLane.Add(s6, TLane.Load(source + (6 * width)));
            s7 = TLane.Add(s7, TLane.Load(source + (7 * width)));
        }

        return TLane.Sum(TLane.Add(TLane.Add(TLane.Add(s0, s1), TLane.Add(s2, s3)), TLane.Add(TLane.Add(s4, s5), TLane.Add(s6, s7))));
    }
}
