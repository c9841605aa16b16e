using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// Both updates of a window in one walk over its rows: a tile of six output rows stands in registers, once as they were and once as sums of what they gain, while the
/// hidden rows pass by; every row is loaded and stored once a tile. Fifteen registers, so that AVX2 has enough.
/// </summary>
internal static unsafe class ExchangeTiles<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    private const int Wide = 6;
    private const int Narrow = 3;

    /// <summary>
    /// target row n += a_n Σ_k g[n·K + k] u_k and u_k += b_k Σ_n g[n·K + k] h_n with the rates a of the targets and b of the outputs, all from the rows as they
    /// were. <paramref name="scratch"/> has room for N + 1 rows: with more than one tile, copies of the hidden rows if they are the targets, and a row of zeros
    /// that fills up the last tile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, RowTable output, ReadOnlySpan<int> outputIds,
        float* outputRates, float* steps, float* scratch)
    {
        var columns = outputIds.Length;
        if (columns > Wide && hidden.Address(0) == target.Address(0))
        {
            var places = stackalloc int[hiddenIds.Length];
            for (var n = 0; n < hiddenIds.Length; n++)
            {
                places[n] = n;
                Unsafe.CopyBlock(scratch + ((long)n * hidden.Stride), hidden.Address(hiddenIds[n]), (uint)hidden.Stride * sizeof(float));
            }

            hidden = RowTable.Over(ref *scratch, hidden.Stride);
            hiddenIds = new(places, hiddenIds.Length);
        }

        var rows = stackalloc float*[Wide];
        var k = 0;
        for (; k + Wide <= columns; k += Wide)
        {
            for (var j = 0; j < Wide; j++)
            {
                rows[j] = output.Address(outputIds[k + j]);
            }

            Six(hidden, hiddenIds, target, targetIds, targetRates, rows, outputRates + k, steps + k, columns);
        }

        if (k < columns)
        {
            var zeros = scratch + ((long)hiddenIds.Length * hidden.Stride);
            Last(hidden, hiddenIds, target, targetIds, targetRates, output, outputIds[k..], outputRates + k, steps + k, columns, zeros);
        }
    }

    /// <summary>A tile with too few rows is filled up with a row of zeros, whose steps are zero, so that it stays what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Last(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, RowTable output, ReadOnlySpan<int> ids,
        float* outputRates, float* steps, int columns, float* zeros)
    {
        var width = ids.Length <= Narrow ? Narrow : Wide;
        Unsafe.InitBlock(zeros, 0, (uint)hidden.Stride * sizeof(float));
        var rows = stackalloc float*[Wide];
        var rates = stackalloc float[Wide];
        for (var j = 0; j < width; j++)
        {
            rows[j] = j < ids.Length ? output.Address(ids[j]) : zeros;
            rates[j] = j < ids.Length ? outputRates[j] : 0;
        }

        var filled = stackalloc float[hiddenIds.Length * Wide];
        for (var n = 0; n < hiddenIds.Length; n++, steps += columns)
        {
            for (var j = 0; j < width; j++)
            {
                filled[(n * width) + j] = j < ids.Length ? steps[j] : 0;
            }
        }

        if (width == Wide)
        {
            Six(hidden, hiddenIds, target, targetIds, targetRates, rows, rates, filled, width);
        }
        else
        {
            Three(hidden, hiddenIds, target, targetIds, targetRates, rows, rates, filled, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, float** rows, float* outputRates,
        float* steps, int columns)
    {
        float* u0 = rows[0], u1 = rows[1], u2 = rows[2], u3 = rows[3], u4 = rows[4], u5 = rows[5];
        long length = hidden.Stride;
        var start = TLane.Width == 16 ? SixByTwo(hidden, hiddenIds, target, targetIds, targetRates, rows, outputRates, steps, columns) : 0;
        for (var i = start; i < length; i += TLane.Width)
        {
            TVector w0 = TLane.Load(u0 + i), w1 = TLane.Load(u1 + i), w2 = TLane.Load(u2 + i);
            TVector w3 = TLane.Load(u3 + i), w4 = TLane.Load(u4 + i), w5 = TLane.Load(u5 + i);
            TVector v0 = TLane.Zero, v1 = TLane.Zero, v2 = TLane.Zero, v3 = TLane.Zero, v4 = TLane.Zero, v5 = TLane.Zero;
            var g = steps;
            for (var n = 0; n < hiddenIds.Length; n++, g += columns)
            {
                var h = TLane.Load(hidden.Address(hiddenIds[n]) + i);
                var place = target.Address(targetIds[n]) + i;
                var s = TLane.Create(g[0]);
                v0 = TLane.MultiplyAdd(s, h, v0);
                var e = TLane.Multiply(s, w0);
                s = TLane.Create(g[1]);
                v1 = TLane.MultiplyAdd(s, h, v1);
                e = TLane.MultiplyAdd(s, w1, e);
                s = TLane.Create(g[2]);
                v2 = TLane.MultiplyAdd(s, h, v2);
                e = TLane.MultiplyAdd(s, w2, e);
                s = TLane.Create(g[3]);
                v3 = TLane.MultiplyAdd(s, h, v3);
                e = TLane.MultiplyAdd(s, w3, e);
                s = TLane.Create(g[4]);
                v4 = TLane.MultiplyAdd(s, h, v4);
                e = TLane.MultiplyAdd(s, w4, e);
                s = TLane.Create(g[5]);
                v5 = TLane.MultiplyAdd(s, h, v5);
                e = TLane.MultiplyAdd(s, w5, e);
                TLane.Store(TLane.MultiplyAdd(TLane.Create(targetRates[n]), e, TLane.Load(place)), place);
            }

            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[0]), v0, w0), u0 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[1]), v1, w1), u1 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[2]), v2, w2), u2 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[3]), v3, w3), u3 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[4]), v4, w4), u4 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[5]), v5, w5), u5 + i);
        }
    }

    /// <summary>Two registers of each of six output rows at a time, where there are thirty-two registers: half the walks over the hidden rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long SixByTwo(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, float** rows, float* outputRates,
        float* steps, int columns)
    {
        float* u0 = rows[0], u1 = rows[1], u2 = rows[2], u3 = rows[3], u4 = rows[4], u5 = rows[5];
        long length = hidden.Stride, next = TLane.Width, i = 0;
        for (; i + (2 * TLane.Width) <= length; i += 2 * TLane.Width)
        {
            TVector w0 = TLane.Load(u0 + i), w1 = TLane.Load(u1 + i), w2 = TLane.Load(u2 + i);
            TVector w3 = TLane.Load(u3 + i), w4 = TLane.Load(u4 + i), w5 = TLane.Load(u5 + i);
            TVector v0 = TLane.Zero, v1 = TLane.Zero, v2 = TLane.Zero, v3 = TLane.Zero, v4 = TLane.Zero, v5 = TLane.Zero;
            TVector a0 = TLane.Load(u0 + i + next), a1 = TLane.Load(u1 + i + next), a2 = TLane.Load(u2 + i + next);
            TVector a3 = TLane.Load(u3 + i + next), a4 = TLane.Load(u4 + i + next), a5 = TLane.Load(u5 + i + next);
            TVector b0 = TLane.Zero, b1 = TLane.Zero, b2 = TLane.Zero, b3 = TLane.Zero, b4 = TLane.Zero, b5 = TLane.Zero;
            var g = steps;
            for (var n = 0; n < hiddenIds.Length; n++, g += columns)
            {
                var from = hidden.Address(hiddenIds[n]) + i;
                var place = target.Address(targetIds[n]) + i;
                TVector h = TLane.Load(from), x = TLane.Load(from + next);
                var s = TLane.Create(g[0]);
                v0 = TLane.MultiplyAdd(s, h, v0);
                b0 = TLane.MultiplyAdd(s, x, b0);
                var e = TLane.Multiply(s, w0);
                var f = TLane.Multiply(s, a0);
                s = TLane.Create(g[1]);
                v1 = TLane.MultiplyAdd(s, h, v1);
                b1 = TLane.MultiplyAdd(s, x, b1);
                e = TLane.MultiplyAdd(s, w1, e);
                f = TLane.MultiplyAdd(s, a1, f);
                s = TLane.Create(g[2]);
                v2 = TLane.MultiplyAdd(s, h, v2);
                b2 = TLane.MultiplyAdd(s, x, b2);
                e = TLane.MultiplyAdd(s, w2, e);
                f = TLane.MultiplyAdd(s, a2, f);
                s = TLane.Create(g[3]);
                v3 = TLane.MultiplyAdd(s, h, v3);
                b3 = TLane.MultiplyAdd(s, x, b3);
                e = TLane.MultiplyAdd(s, w3, e);
                f = TLane.MultiplyAdd(s, a3, f);
                s = TLane.Create(g[4]);
                v4 = TLane.MultiplyAdd(s, h, v4);
                b4 = TLane.MultiplyAdd(s, x, b4);
                e = TLane.MultiplyAdd(s, w4, e);
                f = TLane.MultiplyAdd(s, a4, f);
                s = TLane.Create(g[5]);
                v5 = TLane.MultiplyAdd(s, h, v5);
                b5 = TLane.MultiplyAdd(s, x, b5);
                e = TLane.MultiplyAdd(s, w5, e);
                f = TLane.MultiplyAdd(s, a5, f);
                s = TLane.Create(targetRates[n]);
                TLane.Store(TLane.MultiplyAdd(s, e, TLane.Load(place)), place);
                TLane.Store(TLane.MultiplyAdd(s, f, TLane.Load(place + next)), place + next);
            }

            var rate = TLane.Create(outputRates[0]);
            TLane.Store(TLane.MultiplyAdd(rate, v0, w0), u0 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b0, a0), u0 + i + next);
            rate = TLane.Create(outputRates[1]);
            TLane.Store(TLane.MultiplyAdd(rate, v1, w1), u1 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b1, a1), u1 + i + next);
            rate = TLane.Create(outputRates[2]);
            TLane.Store(TLane.MultiplyAdd(rate, v2, w2), u2 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b2, a2), u2 + i + next);
            rate = TLane.Create(outputRates[3]);
            TLane.Store(TLane.MultiplyAdd(rate, v3, w3), u3 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b3, a3), u3 + i + next);
            rate = TLane.Create(outputRates[4]);
            TLane.Store(TLane.MultiplyAdd(rate, v4, w4), u4 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b4, a4), u4 + i + next);
            rate = TLane.Create(outputRates[5]);
            TLane.Store(TLane.MultiplyAdd(rate, v5, w5), u5 + i);
            TLane.Store(TLane.MultiplyAdd(rate, b5, a5), u5 + i + next);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, float** rows, float* outputRates,
        float* steps, int columns)
    {
        float* u0 = rows[0], u1 = rows[1], u2 = rows[2];
        long length = hidden.Stride;
        for (long i = 0; i < length; i += TLane.Width)
        {
            TVector w0 = TLane.Load(u0 + i), w1 = TLane.Load(u1 + i), w2 = TLane.Load(u2 + i);
            TVector v0 = TLane.Zero, v1 = TLane.Zero, v2 = TLane.Zero;
            var g = steps;
            for (var n = 0; n < hiddenIds.Length; n++, g += columns)
            {
                var h = TLane.Load(hidden.Address(hiddenIds[n]) + i);
                var place = target.Address(targetIds[n]) + i;
                var s = TLane.Create(g[0]);
                v0 = TLane.MultiplyAdd(s, h, v0);
                var e = TLane.Multiply(s, w0);
                s = TLane.Create(g[1]);
                v1 = TLane.MultiplyAdd(s, h, v1);
                e = TLane.MultiplyAdd(s, w1, e);
                s = TLane.Create(g[2]);
                v2 = TLane.MultiplyAdd(s, h, v2);
                e = TLane.MultiplyAdd(s, w2, e);
                TLane.Store(TLane.MultiplyAdd(TLane.Create(targetRates[n]), e, TLane.Load(place)), place);
            }

            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[0]), v0, w0), u0 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[1]), v1, w1), u1 + i);
            TLane.Store(TLane.MultiplyAdd(TLane.Create(outputRates[2]), v2, w2), u2 + i);
        }
    }
}
