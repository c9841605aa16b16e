using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Machine;

/// <summary>
/// Fused multiply-adds of one register width and nothing else. The sums are independent and stay in registers: two units of four cycles latency need
/// eight of them to be busy, and with the two constants twelve still fit into the sixteen registers of AVX2.
/// </summary>
internal static class FmaLoop<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <summary>Floating-point operations of one turn: a multiplication and an addition in each lane of twelve registers.</summary>
    public static int OperationsPerTurn => 12 * 2 * TLane.Width;

    /// <summary>Does <paramref name="turns"/> turns; the result only keeps the compiler from leaving them out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Run(int turns)
    {
        // Every sum tends to 1: no overflow, and no subnormal numbers, which are slow on some processors.
        var half = TLane.Create(0.5f);
        var s0 = TLane.Create(0.1f);
        var s1 = TLane.Create(0.2f);
        var s2 = TLane.Create(0.3f);
        var s3 = TLane.Create(0.4f);
        var s4 = TLane.Create(0.6f);
        var s5 = TLane.Create(0.7f);
        var s6 = TLane.Create(0.8f);
        var s7 = TLane.Create(0.9f);
        var s8 = TLane.Create(1.1f);
        var s9 = TLane.Create(1.2f);
        var s10 = TLane.Create(1.3f);
        var s11 = TLane.Create(1.4f);
        for (var i = 0; i < turns; i++)
        {
            s0 = TLane.MultiplyAdd(s0, half, half);
            s1 = TLane.MultiplyAdd(s1, half, half);
            s2 = TLane.MultiplyAdd(s2, half, half);
            s3 = TLane.MultiplyAdd(s3, half, half);
            s4 = TLane.MultiplyAdd(s4, half, half);
            s5 = TLane.MultiplyAdd(s5, half, half);
            s6 = TLane.MultiplyAdd(s6, half, half);
            s7 = TLane.MultiplyAdd(s7, half, half);
            s8 = TLane.MultiplyAdd(s8, half, half);
            s9 = TLane.MultiplyAdd(s9, half, half);
            s10 = TLane.MultiplyAdd(s10, half, half);
            s11 = TLane.MultiplyAdd(s11, half, half);
        }

        var a = TLane.Add(TLane.Add(TLane.Add(s0, s1), TLane.Add(s2, s3)), TLane.Add(s4, s5));
        var b = TLane.Add(TLane.Add(TLane.Add(s6, s7), TLane.Add(s8, s9)), TLane.Add(s10, s11));
        return TLane.Sum(TLane.Add(a, b));
    }
}
