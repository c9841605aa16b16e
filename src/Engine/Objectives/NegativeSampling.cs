using System.Runtime.CompilerServices;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// Negative sampling (Mikolov et al. 2013b, eq. 4; docs/learning.md, Objectives): E = -log σ(u_w·h) - Σ_k log σ(-u_k·h). The hidden vectors of one update share
/// the negatives.
/// </summary>
internal sealed class NegativeSampling<TKernel> : IOutputLayer
    where TKernel : struct, IKernel
{
    private readonly RowTable _output;
    private readonly LogisticLayer<TKernel> _layer;
    private readonly float[] _goals;

    /// <summary>A layer over the output embeddings.</summary>
    /// <param name="output">The output embeddings.</param>
    /// <param name="negatives">Negatives per example.</param>
    /// <param name="layer">The step over them.</param>
    public NegativeSampling(RowTable output, int negatives, LogisticLayer<TKernel> layer)
    {
        _output = output;
        _layer = layer;
        _goals = new float[RowTable.StrideOf(negatives + 1)];
        _goals[0] = 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn(
        SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds,
        ReadOnlySpan<float> targetRates) =>
        _layer.Step(
            hidden, hiddenIds, target, targetIds, targetRates, plan.Outputs(center, draw, out var mayRepeat), mayRepeat, plan.OutputRates(center, draw), _goals);

    /// <inheritdoc/>
    public void Score(SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, LossMeter loss) =>
        _layer.Score(hidden, hiddenIds, plan.Outputs(center, draw, out _), _goals, loss);

    /// <inheritdoc/>
    public void Keep(SentencePlan plan, int first, ModelSnapshot snapshot) => snapshot.KeepOutputs(plan.DrawnOutputs);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(SentencePlan plan, int center)
    {
        foreach (var id in plan.Outputs(center, 0, out _))
        {
            _output.Prefetch(id);
        }
    }

    /// <inheritdoc/>
    public void EndBatch()
    {
    }
}
