using System.Runtime.InteropServices;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Kernels;

/// <summary>
/// The kernel of one register width: checks the shapes it is given and hands addresses to <see cref="RowKernel{TLane, TVector}"/>.
/// </summary>
internal readonly unsafe struct LaneKernel<TLane, TVector> : IKernel
    where TLane : struct, ILane<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    public static string Name => TLane.Width == 1 ? "scalar" : (TLane.Width * 32).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static bool IsSupported => TLane.IsSupported;

    /// <inheritdoc/>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        CheckRow(a.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        fixed (float* pa = a, pb = b)
        {
            return RowKernel<TLane, TVector>.Dot(pa, pb, a.Length);
        }
    }

    /// <inheritdoc/>
    public static void AddScaled(Span<float> y, float scale, ReadOnlySpan<float> x)
    {
        CheckRow(x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        fixed (float* py = y, px = x)
        {
            RowKernel<TLane, TVector>.AddScaled(py, scale, px, x.Length);
        }
    }

    /// <inheritdoc/>
    public static void DotRows(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> dots)
    {
        CheckRow(query.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, (long)dots.Length * query.Length);
        fixed (float* q = query, r = rows, d = dots)
        {
            RowKernel<TLane, TVector>.DotRows(q, r, query.Length, d, dots.Length);
        }
    }

    /// <inheritdoc/>
    public static void Scores(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Stride, hidden.Stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(scores.Length, hiddenIds.Length * outputIds.Length);
        fixed (float* s = scores)
        {
            ScoreTiles<TLane, TVector>.Fill(hidden, hiddenIds, output, outputIds, s);
        }
    }

    /// <inheritdoc/>
    public static void LogisticSteps(Span<float> scores, ReadOnlySpan<float> targets, float rate)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length % Math.Max(targets.Length, 1), 0);
        fixed (float* s = scores, t = targets)
        {
            RowKernel<TLane, TVector>.LogisticSteps(s, scores.Length, t, targets.Length, rate);
        }
    }

    /// <inheritdoc/>
    public static void Exchange(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, RowTable output, ReadOnlySpan<int> outputIds,
        ReadOnlySpan<float> steps, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(output.Stride, hidden.Stride);
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Stride, hidden.Stride);
        ArgumentOutOfRangeException.ThrowIfNotEqual(targetIds.Length, hiddenIds.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps.Length, hiddenIds.Length * outputIds.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, hiddenIds.Length * hidden.Stride);
        fixed (float* s = steps, copies = scratch)
        {
            if (hiddenIds.Length == 1)
            {
                ExchangeRow<TLane, TVector>.Apply(hidden.Address(hiddenIds[0]), target.Address(targetIds[0]), output, outputIds, s);
            }
            else
            {
                ExchangeTiles<TLane, TVector>.Apply(hidden, hiddenIds, target, targetIds, output, outputIds, s, copies);
            }
        }
    }

    /// <inheritdoc/>
    public static void SumRows(RowTable rows, ReadOnlySpan<int> ids, float scale, Span<float> sum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sum.Length, rows.Stride);
        fixed (float* s = sum)
        {
            RowKernel<TLane, TVector>.SumRows(rows, ids, scale, s);
        }
    }

    /// <inheritdoc/>
    public static void AddToRows(RowTable rows, ReadOnlySpan<int> ids, float scale, ReadOnlySpan<float> addend)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(addend.Length, rows.Stride);
        fixed (float* a = addend)
        {
            foreach (var id in ids)
            {
                RowKernel<TLane, TVector>.AddScaled(rows.Address(id), scale, a, rows.Stride);
            }
        }
    }

    /// <inheritdoc/>
    public static void SigmoidAll(Span<float> values)
    {
        fixed (float* v = values)
        {
            RowKernel<TLane, TVector>.SigmoidAll(v, values.Length);
        }
    }

    private static void CheckRow(int length)
    {
        if (length % RowTable.Padding != 0)
        {
            throw new ArgumentException($"A row has a multiple of {RowTable.Padding} floats, not {length}.");
        }
    }
}
