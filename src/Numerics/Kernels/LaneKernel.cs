using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, Span<float> scores)
    {
        Require(output.Stride == hidden.Stride && scores.Length >= hiddenIds.Length * outputIds.Length);
        fixed (float* s = scores)
        {
            ScoreTiles<TLane, TVector>.Fill(hidden, hiddenIds, output, outputIds, s);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LogisticSteps(Span<float> scores, int rows, ReadOnlySpan<float> targets, int columns)
    {
        Require(scores.Length >= ScoreRoom(rows * columns) && targets.Length >= ScoreRoom(columns));
        fixed (float* s = scores, t = targets)
        {
            RowKernel<TLane, TVector>.LogisticSteps(s, rows, t, columns);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exchange(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, ReadOnlySpan<float> targetRates, RowTable output,
        ReadOnlySpan<int> outputIds, ReadOnlySpan<float> outputRates, ReadOnlySpan<float> steps, Span<float> scratch)
    {
        Require(AreExchangeable(hidden, hiddenIds.Length, target, targetIds.Length, output, scratch.Length)
            && targetRates.Length == targetIds.Length && outputRates.Length == outputIds.Length && steps.Length >= hiddenIds.Length * outputIds.Length);
        fixed (float* s = steps, copies = scratch, a = targetRates, b = outputRates)
        {
            Exchange(hidden, hiddenIds, target, targetIds, a, output, outputIds, b, s, copies);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, ReadOnlySpan<float> targetRates, RowTable output,
        ReadOnlySpan<int> outputIds, ReadOnlySpan<float> outputRates, ReadOnlySpan<float> targets, Span<float> steps, Span<float> scratch)
    {
        Require(AreExchangeable(hidden, hiddenIds.Length, target, targetIds.Length, output, scratch.Length)
            && targetRates.Length == targetIds.Length && outputRates.Length == outputIds.Length
            && targets.Length >= ScoreRoom(outputIds.Length) && steps.Length >= ScoreRoom(hiddenIds.Length * outputIds.Length));
        fixed (float* s = steps, t = targets, copies = scratch, a = targetRates, b = outputRates)
        {
            ScoreTiles<TLane, TVector>.Fill(hidden, hiddenIds, output, outputIds, s);
            RowKernel<TLane, TVector>.LogisticSteps(s, hiddenIds.Length, t, outputIds.Length);
            Exchange(hidden, hiddenIds, target, targetIds, a, output, outputIds, b, s, copies);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumRows(RowTable rows, ReadOnlySpan<int> ids, float scale, Span<float> sum)
    {
        Require(sum.Length >= rows.Stride);
        fixed (float* s = sum)
        {
            RowKernel<TLane, TVector>.SumRows(rows, ids, scale, s);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddToRows(RowTable rows, ReadOnlySpan<int> ids, ReadOnlySpan<float> scales, ReadOnlySpan<float> addend)
    {
        Require(addend.Length >= rows.Stride && scales.Length == ids.Length);
        fixed (float* s = scales, a = addend)
        {
            RowKernel<TLane, TVector>.AddToRows(rows, ids, s, a);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float* targetRates, RowTable output,
        ReadOnlySpan<int> outputIds, float* outputRates, float* steps, float* copies)
    {
        if (hiddenIds.Length == 1)
        {
            ExchangeRow<TLane, TVector>.Apply(
                hidden.Address(hiddenIds[0]), target.Address(targetIds[0]), targetRates[0], output, outputIds, outputRates, steps);
        }
        else
        {
            ExchangeTiles<TLane, TVector>.Apply(hidden, hiddenIds, target, targetIds, targetRates, output, outputIds, outputRates, steps, copies);
        }
    }

    /// <summary>One branch for all shapes: these calls are made millions of times a second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Require(bool shapesAgree)
    {
        if (!shapesAgree)
        {
            Refuse();
        }
    }

    private static void Refuse() => throw new ArgumentException("The strides of the row tables, the number of ids and the room of the spans do not agree.");

    private static int ScoreRoom(int scores) => (scores + RowTable.Padding - 1) & -RowTable.Padding;

    private static bool AreExchangeable(RowTable hidden, int hiddenCount, RowTable target, int targetCount, RowTable output, int scratch) =>
        output.Stride == hidden.Stride && target.Stride == hidden.Stride && targetCount == hiddenCount && scratch >= (hiddenCount + 1) * hidden.Stride;

    private static void CheckRow(int length)
    {
        if (length % RowTable.Padding != 0)
        {
            throw new ArgumentException($"A row has a multiple of {RowTable.Padding} floats, not {length}.");
        }
    }
}
