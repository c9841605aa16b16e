namespace StreamW2V.Numerics;

/// <summary>
/// The arithmetic of training and search at one register width. Every span of floats that stands for a row has a length that is a multiple
/// of <see cref="RowTable.Padding"/> with zeros behind the dimension. Choose a kernel once, through <see cref="KernelSelector"/>.
/// </summary>
public interface IKernel
{
    /// <summary>The name by which STREAMW2V_KERNEL asks for this kernel: scalar, 128, 256 or 512.</summary>
    static abstract string Name { get; }

    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The inner product of two rows of equal length.</summary>
    static abstract float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b);

    /// <summary>y += scale · x.</summary>
    static abstract void AddScaled(Span<float> y, float scale, ReadOnlySpan<float> x);

    /// <summary>dots[r] = query · row r, for <paramref name="rows"/> that lie one behind the other, each as long as <paramref name="query"/>.</summary>
    static abstract void DotRows(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> dots);

    /// <summary>
    /// scores[n·K + k] = hidden row n · output row k, for N = <paramref name="hiddenIds"/>.Length and K = <paramref name="outputIds"/>.Length.
    /// </summary>
    static abstract void Scores(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable output, ReadOnlySpan<int> outputIds, Span<float> scores);

    /// <summary>
    /// Turns scores into steps in place: g[n·K + k] = targets[k] − σ(score), the negative gradient of the logistic loss (docs/learning.md, Objectives). σ is
    /// <see cref="Sigmoid"/>.
    /// </summary>
    /// <param name="scores">
    /// N rows of K scores, and behind them room up to the next multiple of <see cref="RowTable.Padding"/> floats, which is overwritten with no meaning.
    /// </param>
    /// <param name="rows">N.</param>
    /// <param name="targets">K targets, and behind them as much room.</param>
    /// <param name="columns">K.</param>
    static abstract void LogisticSteps(Span<float> scores, int rows, ReadOnlySpan<float> targets, int columns);

    /// <summary>
    /// Both sides of a gradient step: target row n += a_n Σ_k g[n·K + k] u_k and u_k += b_k Σ_n g[n·K + k] h_n, with hidden rows h and output rows u as they
    /// were and a learning rate for each row, a of the targets and b of the outputs. The targets may be the hidden rows themselves. No id may occur twice among
    /// the targets, nor among the outputs: the caller merges them. <paramref name="scratch"/> has room for N + 1 rows of the stride.
    /// </summary>
    static abstract void Exchange(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, ReadOnlySpan<float> targetRates, RowTable output,
        ReadOnlySpan<int> outputIds, ReadOnlySpan<float> outputRates, ReadOnlySpan<float> steps, Span<float> scratch);

    /// <summary>
    /// <see cref="Scores"/>, <see cref="LogisticSteps"/> and <see cref="Exchange"/> in one call, for those who need nothing in between;
    /// <paramref name="steps"/> and <paramref name="targets"/> have the room that <see cref="LogisticSteps"/> asks for.
    /// </summary>
    static abstract void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, ReadOnlySpan<float> targetRates, RowTable output,
        ReadOnlySpan<int> outputIds, ReadOnlySpan<float> outputRates, ReadOnlySpan<float> targets, Span<float> steps, Span<float> scratch);

    /// <summary>sum = scale · Σ_n row ids[n].</summary>
    static abstract void SumRows(RowTable rows, ReadOnlySpan<int> ids, float scale, Span<float> sum);

    /// <summary>row ids[n] += scales[n] · addend, one after the other.</summary>
    static abstract void AddToRows(RowTable rows, ReadOnlySpan<int> ids, ReadOnlySpan<float> scales, ReadOnlySpan<float> addend);
}
