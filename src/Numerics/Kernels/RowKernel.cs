using System.Runtime.CompilerServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// The loops behind every <see cref="IKernel"/>, written once over a register width. A row pair costs one load per fused multiply-add:
/// scores keep one hidden register against four output rows, the two updates stream the rows of the window, which stay in the first-level cache.
/// </summary>
internal static unsafe class RowKernel<TLane, TVector>
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* y, float* x, int length)
    {
        for (var i = 0; i < length; i += TLane.Width)
        {
            TLane.Store(TLane.Add(TLane.Load(y + i), TLane.Load(x + i)), y + i);
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

        scores[0] = TLane.Sum(s0);
        scores[1] = TLane.Sum(s1);
        scores[2] = TLane.Sum(s2);
        scores[3] = TLane.Sum(s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores(RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, float* scores)
    {
        var length = hidden.Stride;
        foreach (var id in hiddenIds)
        {
            var h = hidden.Address(id);
            var k = 0;
            for (; k <= outputIds.Length - 4; k += 4)
            {
                DotFour(
                    h, output.Address(outputIds[k]), output.Address(outputIds[k + 1]), output.Address(outputIds[k + 2]),
                    output.Address(outputIds[k + 3]), length, scores + k);
            }

            for (; k < outputIds.Length; k++)
            {
                scores[k] = Dot(h, output.Address(outputIds[k]), length);
            }

            scores += outputIds.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotRows(float* query, float* rows, int length, float* dots, int count)
    {
        var r = 0;
        for (; r <= count - 4; r += 4, rows += 4L * length)
        {
            DotFour(query, rows, rows + length, rows + (2L * length), rows + (3L * length), length, dots + r);
        }

        for (; r < count; r++, rows += length)
        {
            dots[r] = Dot(query, rows, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exchange(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, float* steps, float* errors)
    {
        var length = hidden.Stride;
        for (var n = 0; n < hiddenIds.Length; n++)
        {
            CombineRows(errors + ((long)n * length), output, outputIds, steps + ((long)n * outputIds.Length), 1, length, fresh: true);
        }

        for (var k = 0; k < outputIds.Length; k++)
        {
            CombineRows(output.Address(outputIds[k]), hidden, hiddenIds, steps + k, outputIds.Length, length, fresh: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SigmoidAll(float* values, int count)
    {
        var i = 0;
        for (; i <= count - TLane.Width; i += TLane.Width)
        {
            TLane.Store(Sigmoid.Evaluate<TLane, TVector>(TLane.Load(values + i)), values + i);
        }

        for (; i < count; i++)
        {
            values[i] = Sigmoid.Of(values[i]);
        }
    }

    /// <summary>target (or zero, where <paramref name="fresh"/>) + Σ_r weights[r · step] · row r, four rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CombineRows(float* target, RowTable rows, ReadOnlySpan<int> ids, float* weights, int step, int length, bool fresh)
    {
        var r = 0;
        for (; r <= ids.Length - 4; r += 4, weights += 4L * step)
        {
            float* x0 = rows.Address(ids[r]), x1 = rows.Address(ids[r + 1]), x2 = rows.Address(ids[r + 2]), x3 = rows.Address(ids[r + 3]);
            var w0 = TLane.Create(weights[0]);
            var w1 = TLane.Create(weights[step]);
            var w2 = TLane.Create(weights[2L * step]);
            var w3 = TLane.Create(weights[3L * step]);
            for (var i = 0; i < length; i += TLane.Width)
            {
                var sum = fresh ? TLane.Zero : TLane.Load(target + i);
                sum = TLane.MultiplyAdd(w0, TLane.Load(x0 + i), sum);
                sum = TLane.MultiplyAdd(w1, TLane.Load(x1 + i), sum);
                sum = TLane.MultiplyAdd(w2, TLane.Load(x2 + i), sum);
                TLane.Store(TLane.MultiplyAdd(w3, TLane.Load(x3 + i), sum), target + i);
            }

            fresh = false;
        }

        for (; r < ids.Length; r++, weights += step)
        {
            var x = rows.Address(ids[r]);
            var w = TLane.Create(*weights);
            for (var i = 0; i < length; i += TLane.Width)
            {
                var sum = fresh ? TLane.Zero : TLane.Load(target + i);
                TLane.Store(TLane.MultiplyAdd(w, TLane.Load(x + i), sum), target + i);
            }

            fresh = false;
        }
    }
}
