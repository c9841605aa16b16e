using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// Hidden rows × output rows as a small matrix product: tiles of two hidden rows against six output rows, whose twelve sums stay in registers, so that a
/// load serves one and a half multiply-adds. Sixteen registers hold a tile, thirty-two are not needed.
/// </summary>
internal static unsafe class ScoreTiles<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <summary>Output rows in a tile.</summary>
    public const int Width = 6;

    /// <summary>scores[n·K + k] = hidden row n · output row k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, float* scores)
    {
        var columns = outputIds.Length;
        if (columns < Width)
        {
            FillNarrow(hidden, hiddenIds, output, outputIds, scores);
            return;
        }

        for (var start = 0; start < columns; start += Width)
        {
            // The last tile overlaps the one before it.
            var k = Math.Min(start, columns - Width);
            var tile = outputIds.Slice(k, Width);
            float* u0 = output.Address(tile[0]), u1 = output.Address(tile[1]), u2 = output.Address(tile[2]);
            float* u3 = output.Address(tile[3]), u4 = output.Address(tile[4]), u5 = output.Address(tile[5]);
            var place = scores + k;
            var n = 0;
            for (; n + 1 < hiddenIds.Length; n += 2, place += 2 * columns)
            {
                Two(hidden.Address(hiddenIds[n]), hidden.Address(hiddenIds[n + 1]), u0, u1, u2, u3, u4, u5, hidden.Stride, place, place + columns);
            }

            if (n < hiddenIds.Length)
            {
                One(hidden.Address(hiddenIds[n]), u0, u1, u2, u3, u4, u5, hidden.Stride, place);
            }
        }
    }

    /// <summary>Fewer output rows than a tile has: the last one stands in for those that are missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillNarrow(RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, float* scores)
    {
        var last = outputIds.Length - 1;
        if (last < 0)
        {
            return;
        }

        var tile = stackalloc float[Width];
        float* u0 = output.Address(outputIds[0]), u1 = output.Address(outputIds[Math.Min(1, last)]), u2 = output.Address(outputIds[Math.Min(2, last)]);
        float* u3 = output.Address(outputIds[Math.Min(3, last)]), u4 = output.Address(outputIds[Math.Min(4, last)]);
        foreach (var id in hiddenIds)
        {
            One(hidden.Address(id), u0, u1, u2, u3, u4, u4, hidden.Stride, tile);
            for (var k = 0; k <= last; k++)
            {
                *scores++ = tile[k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(
        float* x, float* y, float* u0, float* u1, float* u2, float* u3, float* u4, float* u5, long length, float* first, float* second)
    {
        TVector x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TVector y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;
        for (long i = 0; i < length; i += TLane.Width)
        {
            var a = TLane.Load(x + i);
            var b = TLane.Load(y + i);
            var u = TLane.Load(u0 + i);
            x0 = TLane.MultiplyAdd(a, u, x0);
            y0 = TLane.MultiplyAdd(b, u, y0);
            u = TLane.Load(u1 + i);
            x1 = TLane.MultiplyAdd(a, u, x1);
            y1 = TLane.MultiplyAdd(b, u, y1);
            u = TLane.Load(u2 + i);
            x2 = TLane.MultiplyAdd(a, u, x2);
            y2 = TLane.MultiplyAdd(b, u, y2);
            u = TLane.Load(u3 + i);
            x3 = TLane.MultiplyAdd(a, u, x3);
            y3 = TLane.MultiplyAdd(b, u, y3);
            u = TLane.Load(u4 + i);
            x4 = TLane.MultiplyAdd(a, u, x4);
            y4 = TLane.MultiplyAdd(b, u, y4);
            u = TLane.Load(u5 + i);
            x5 = TLane.MultiplyAdd(a, u, x5);
            y5 = TLane.MultiplyAdd(b, u, y5);
        }

        var ends = TLane.SumFour(x4, x5, y4, y5);
        TLane.SumFour(x0, x1, x2, x3).Store(first);
        ends.GetLower().Store(first + 4);
        TLane.SumFour(y0, y1, y2, y3).Store(second);
        ends.GetUpper().Store(second + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* x, float* u0, float* u1, float* u2, float* u3, float* u4, float* u5, long length, float* scores)
    {
        TVector x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        for (long i = 0; i < length; i += TLane.Width)
        {
            var a = TLane.Load(x + i);
            x0 = TLane.MultiplyAdd(a, TLane.Load(u0 + i), x0);
            x1 = TLane.MultiplyAdd(a, TLane.Load(u1 + i), x1);
            x2 = TLane.MultiplyAdd(a, TLane.Load(u2 + i), x2);
            x3 = TLane.MultiplyAdd(a, TLane.Load(u3 + i), x3);
            x4 = TLane.MultiplyAdd(a, TLane.Load(u4 + i), x4);
            x5 = TLane.MultiplyAdd(a, TLane.Load(u5 + i), x5);
        }

        TLane.SumFour(x0, x1, x2, x3).Store(scores);
        TLane.SumFour(x4, x5, TLane.Zero, TLane.Zero).GetLower().Store(scores + 4);
    }
}
