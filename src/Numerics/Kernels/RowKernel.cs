using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// The loops over one row or over rows one by one behind every <see cref="IKernel"/>, written once over a register width. What works on a whole
/// window of rows is in <see cref="ScoreTiles{TLane, TVector}"/>, <see cref="ExchangeTiles{TLane, TVector}"/> and <see cref="ExchangeRow{TLane, TVector}"/>.
/// </summary>
internal static unsafe class RowKernel<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <summary>
    /// Floats, 8 KiB, between the rows that are scanned and those that are called for: the processor itself stops reading ahead at the end of each page.
    /// </summary>
    private const int Ahead = 2048;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* b, int length)
    {
        var s0 = TLane.Zero;
        var s1 = TLane.Zero;
        var i = 0;
        for (; i <= length - (2 * TLane.Width); i += 2 * TLane.Width)
        {
            s0 = TLane.MultiplyAdd(TLane.Load(a + i), TLane.Load(b + i), s0);
            s1 = TLane.MultiplyAdd(TLane.Load(a + i + TLane.Width), TLane.Load(b + i + TLane.Width), s1);
        }

        if (i < length)
        {
            s0 = TLane.MultiplyAdd(TLane.Load(a + i), TLane.Load(b + i), s0);
        }

        return TLane.Sum(TLane.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(float* y, float scale, float* x, int length)
    {
        var s = TLane.Create(scale);
        for (var i = 0; i < length; i += TLane.Width)
        {
            TLane.Store(TLane.MultiplyAdd(s, TLane.Load(x + i), TLane.Load(y + i)), y + i);
        }
    }

    /// <summary>Four inner products of one row, so that each of its registers is loaded once for four multiply-adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotFour(float* h, float* u0, float* u1, float* u2, float* u3, int length, float* scores)
    {
        var s0 = TLane.Zero;
        var s1 = TLane.Zero;
        var s2 = TLane.Zero;
        var s3 = TLane.Zero;
        for (var i = 0; i < length; i += TLane.Width)
        {
            var x = TLane.Load(h + i);
            s0 = TLane.MultiplyAdd(x, TLane.Load(u0 + i), s0);
            s1 = TLane.MultiplyAdd(x, TLane.Load(u1 + i), s1);
            s2 = TLane.MultiplyAdd(x, TLane.Load(u2 + i), s2);
            s3 = TLane.MultiplyAdd(x, TLane.Load(u3 + i), s3);
        }

        TLane.SumFour(s0, s1, s2, s3).Store(scores);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotRows(float* query, float* rows, int length, float* dots, int count)
    {
        var r = 0;
        for (; r <= count - 4; r += 4, rows += 4L * length)
        {
            if (Sse.IsSupported)
            {
                for (long i = 0; i < 4L * length; i += 16)
                {
                    Sse.Prefetch0(rows + i + Ahead);
                }
            }

            DotFour(query, rows, rows + length, rows + (2L * length), rows + (3L * length), length, dots + r);
        }

        for (; r < count; r++, rows += length)
        {
            dots[r] = Dot(query, rows, length);
        }
    }

    /// <summary>sum = scale · Σ rows, two registers of the sum at a time over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumRows(RowTable rows, ReadOnlySpan<int> ids, float scale, float* sum)
    {
        var factor = TLane.Create(scale);
        long length = rows.Stride;
        long i = 0;
        for (; i + (2 * TLane.Width) <= length; i += 2 * TLane.Width)
        {
            var s0 = TLane.Zero;
            var s1 = TLane.Zero;
            foreach (var id in ids)
            {
                var x = rows.Address(id) + i;
                s0 = TLane.Add(s0, TLane.Load(x));
                s1 = TLane.Add(s1, TLane.Load(x + TLane.Width));
            }

            TLane.Store(TLane.Multiply(factor, s0), sum + i);
            TLane.Store(TLane.Multiply(factor, s1), sum + i + TLane.Width);
        }

        if (i < length)
        {
            var s = TLane.Zero;
            foreach (var id in ids)
            {
                s = TLane.Add(s, TLane.Load(rows.Address(id) + i));
            }

            TLane.Store(TLane.Multiply(factor, s), sum + i);
        }
    }

    /// <summary>g = target − σ(score) in place; the last register reaches into the room behind the scores and the targets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogisticSteps(float* scores, int rows, float* targets, int columns)
    {
        var count = rows * columns;
        var minus = TLane.Create(-1);
        if (rows == 1)
        {
            for (var i = 0; i < count; i += TLane.Width)
            {
                TLane.Store(TLane.MultiplyAdd(minus, Sigmoid.Evaluate<TLane, TVector>(TLane.Load(scores + i)), TLane.Load(targets + i)), scores + i);
            }

            return;
        }

        for (var i = 0; i < count; i += TLane.Width)
        {
            TLane.Store(TLane.Multiply(minus, Sigmoid.Evaluate<TLane, TVector>(TLane.Load(scores + i))), scores + i);
        }

        for (var k = 0; k < columns; k++)
        {
            if (targets[k] != 0)
            {
                for (var i = k; i < count; i += columns)
                {
                    scores[i] += targets[k];
                }
            }
        }
    }

    /// <summary>rows ids[n] += scales[n] · addend, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToRows(RowTable rows, ReadOnlySpan<int> ids, float* scales, float* addend)
    {
        for (var n = 0; n < ids.Length; n++)
        {
            AddScaled(rows.Address(ids[n]), scales[n], addend, rows.Stride);
        }
    }
}
