using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// Both updates for one hidden row and any number of output rows: four registers of the hidden row and four of its error stay where they are while the
/// output rows pass by.
/// </summary>
internal static unsafe class ExchangeRow<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <summary>target += a Σ_k g[k] u_k and u_k += b_k g[k] h with the rates a and b, all from the rows as they were; the target may be the hidden row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* hidden, float* target, float targetRate, RowTable output, ReadOnlySpan<int> outputIds, float* outputRates, float* steps)
    {
        long length = output.Stride;
        long i = 0;
        for (; i + (4 * TLane.Width) <= length; i += 4 * TLane.Width)
        {
            Four(hidden + i, target + i, targetRate, output, outputIds, outputRates, steps, i);
        }

        if (i + (2 * TLane.Width) <= length)
        {
            Two(hidden + i, target + i, targetRate, output, outputIds, outputRates, steps, i);
            i += 2 * TLane.Width;
        }

        for (; i < length; i += TLane.Width)
        {
            var h = TLane.Load(hidden + i);
            var e = TLane.Zero;
            for (var k = 0; k < outputIds.Length; k++)
            {
                var s = TLane.Create(steps[k]);
                var gain = TLane.Create(steps[k] * outputRates[k]);
                var u = output.Address(outputIds[k]) + i;
                var w = TLane.Load(u);
                e = TLane.MultiplyAdd(s, w, e);
                TLane.Store(TLane.MultiplyAdd(gain, h, w), u);
            }

            TLane.Store(TLane.MultiplyAdd(TLane.Create(targetRate), e, TLane.Load(target + i)), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(
        float* hidden, float* target, float targetRate, RowTable output, ReadOnlySpan<int> outputIds, float* outputRates, float* steps, long offset)
    {
        long second = TLane.Width, third = 2 * TLane.Width, fourth = 3 * TLane.Width;
        TVector h0 = TLane.Load(hidden), h1 = TLane.Load(hidden + second), h2 = TLane.Load(hidden + third), h3 = TLane.Load(hidden + fourth);
        TVector e0 = TLane.Zero, e1 = TLane.Zero, e2 = TLane.Zero, e3 = TLane.Zero;
        for (var k = 0; k < outputIds.Length; k++)
        {
            var s = TLane.Create(steps[k]);
            var gain = TLane.Create(steps[k] * outputRates[k]);
            var u = output.Address(outputIds[k]) + offset;
            var w = TLane.Load(u);
            e0 = TLane.MultiplyAdd(s, w, e0);
            TLane.Store(TLane.MultiplyAdd(gain, h0, w), u);
            w = TLane.Load(u + second);
            e1 = TLane.MultiplyAdd(s, w, e1);
            TLane.Store(TLane.MultiplyAdd(gain, h1, w), u + second);
            w = TLane.Load(u + third);
            e2 = TLane.MultiplyAdd(s, w, e2);
            TLane.Store(TLane.MultiplyAdd(gain, h2, w), u + third);
            w = TLane.Load(u + fourth);
            e3 = TLane.MultiplyAdd(s, w, e3);
            TLane.Store(TLane.MultiplyAdd(gain, h3, w), u + fourth);
        }

        var rate = TLane.Create(targetRate);
        TLane.Store(TLane.MultiplyAdd(rate, e0, TLane.Load(target)), target);
        TLane.Store(TLane.MultiplyAdd(rate, e1, TLane.Load(target + second)), target + second);
        TLane.Store(TLane.MultiplyAdd(rate, e2, TLane.Load(target + third)), target + third);
        TLane.Store(TLane.MultiplyAdd(rate, e3, TLane.Load(target + fourth)), target + fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(
        float* hidden, float* target, float targetRate, RowTable output, ReadOnlySpan<int> outputIds, float* outputRates, float* steps, long offset)
    {
        long second = TLane.Width;
        TVector h0 = TLane.Load(hidden), h1 = TLane.Load(hidden + second);
        TVector e0 = TLane.Zero, e1 = TLane.Zero;
        for (var k = 0; k < outputIds.Length; k++)
        {
            var s = TLane.Create(steps[k]);
            var gain = TLane.Create(steps[k] * outputRates[k]);
            var u = output.Address(outputIds[k]) + offset;
            var w = TLane.Load(u);
            e0 = TLane.MultiplyAdd(s, w, e0);
            TLane.Store(TLane.MultiplyAdd(gain, h0, w), u);
            w = TLane.Load(u + second);
            e1 = TLane.MultiplyAdd(s, w, e1);
            TLane.Store(TLane.MultiplyAdd(gain, h1, w), u + second);
        }

        var rate = TLane.Create(targetRate);
        TLane.Store(TLane.MultiplyAdd(rate, e0, TLane.Load(target)), target);
        TLane.Store(TLane.MultiplyAdd(rate, e1, TLane.Load(target + second)), target + second);
    }
}
