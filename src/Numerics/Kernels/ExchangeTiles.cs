using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// Both updates of a window in one walk over its rows: a tile of six output rows stands in registers, once as they were and once as they become, while the
/// hidden rows pass by; every row is loaded and stored once a tile. Fifteen registers, so that AVX2 has enough.
/// </summary>
internal static unsafe class ExchangeTiles<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    private const int Wide = 6;
    private const int Narrow = 3;

    /// <summary>
    /// target row n += Σ_k g[n·K + k] u_k and u_k += Σ_n g[n·K + k] h_n, all from the rows as they were. <paramref name="scratch"/> has room for N + 1 rows: with more than
    /// one tile, copies of the hidden rows if they are the targets, and a row of zeros that fills up the last tile.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, RowTable output, ReadOnlySpan<int> outputIds, float* steps,
        float* scratch)
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

            Six(hidden, hiddenIds, target, targetIds, rows, steps + k, columns);
        }

        if (k < columns)
        {
            Last(hidden, hiddenIds, target, targetIds, output, outputIds[k..], steps + k, columns, scratch + ((long)hiddenIds.Length * hidden.Stride));
        }
    }

    /// <summary>A tile with too few rows is filled up with a row of zeros, whose steps are zero, so that it stays what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Last(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, RowTable output, ReadOnlySpan<int> ids, float* steps, int columns,
        float* zeros)
    {
        var width = ids.Length <= Narrow ? Narrow : Wide;
        Unsafe.InitBlock(zeros, 0, (uint)hidden.Stride * sizeof(float));
        var rows = stackalloc float*[Wide];
        for (var j = 0; j < width; j++)
        {
            rows[j] = j < ids.Length ? output.Address(ids[j]) : zeros;
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
            Six(hidden, hiddenIds, target, targetIds, rows, filled, width);
        }
        else
        {
            Three(hidden, hiddenIds, target, targetIds, rows, filled, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float** rows, float* steps, int columns)
    {
        float* u0 = rows[0], u1 = rows[1], u2 = rows[2], u3 = rows[3], u4 = rows[4], u5 = rows[5];
        long length = hidden.Stride;
        for (long i = 0; i < length; i += TLane.Width)
        {
            TVector w0 = TLane.Load(u0 + i), w1 = TLane.Load(u1 + i), w2 = TLane.Load(u2 + i);
            TVector w3 = TLane.Load(u3 + i), w4 = TLane.Load(u4 + i), w5 = TLane.Load(u5 + i);
            TVector v0 = w0, v1 = w1, v2 = w2, v3 = w3, v4 = w4, v5 = w5;
            var g = steps;
            for (var n = 0; n < hiddenIds.Length; n++, g += columns)
            {
                var h = TLane.Load(hidden.Address(hiddenIds[n]) + i);
                var place = target.Address(targetIds[n]) + i;
                var e = TLane.Load(place);
                var s = TLane.Create(g[0]);
                v0 = TLane.MultiplyAdd(s, h, v0);
                e = TLane.MultiplyAdd(s, w0, e);
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
                TLane.Store(TLane.MultiplyAdd(s, w5, e), place);
            }

            TLane.Store(v0, u0 + i);
            TLane.Store(v1, u1 + i);
            TLane.Store(v2, u2 + i);
            TLane.Store(v3, u3 + i);
            TLane.Store(v4, u4 + i);
            TLane.Store(v5, u5 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float** rows, float* steps, int columns)
    {
        float* u0 = rows[0], u1 = rows[1], u2 = rows[2];
        long length = hidden.Stride;
        for (long i = 0; i < length; i += TLane.Width)
        {
            TVector w0 = TLane.Load(u0 + i), w1 = TLane.Load(u1 + i), w2 = TLane.Load(u2 + i);
            TVector v0 = w0, v1 = w1, v2 = w2;
            var g = steps;
            for (var n = 0; n < hiddenIds.Length; n++, g += columns)
            {
                var h = TLane.Load(hidden.Address(hiddenIds[n]) + i);
                var place = target.Address(targetIds[n]) + i;
                var e = TLane.Load(place);
                var s = TLane.Create(g[0]);
                v0 = TLane.MultiplyAdd(s, h, v0);
                e = TLane.MultiplyAdd(s, w0, e);
                s = TLane.Create(g[1]);
                v1 = TLane.MultiplyAdd(s, h, v1);
                e = TLane.MultiplyAdd(s, w1, e);
                s = TLane.Create(g[2]);
                v2 = TLane.MultiplyAdd(s, h, v2);
                TLane.Store(TLane.MultiplyAdd(s, w2, e), place);
            }

            TLane.Store(v0, u0 + i);
            TLane.Store(v1, u1 + i);
            TLane.Store(v2, u2 + i);
        }
    }
}
