using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// Negative sampling and hierarchical softmax together: the loss is the sum of both, and so is the error. The targets must not be the hidden rows, which the
/// second layer needs as they were.
/// </summary>
internal sealed class SummedLayers : IOutputLayer
{
    private readonly IOutputLayer _first;
    private readonly IOutputLayer _second;

    /// <summary>Two layers over the same hidden vectors.</summary>
    public SummedLayers(IOutputLayer first, IOutputLayer second)
    {
        _first = first;
        _second = second;
    }

    /// <inheritdoc/>
    public void Learn(
        SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds,
        ReadOnlySpan<float> targetRates)
    {
        _first.Learn(plan, center, draw, hidden, hiddenIds, target, targetIds, targetRates);
        _second.Learn(plan, center, draw, hidden, hiddenIds, target, targetIds, targetRates);
    }

    /// <inheritdoc/>
    public void Score(SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, LossMeter loss)
    {
        _first.Score(plan, center, draw, hidden, hiddenIds, loss);
        _second.Score(plan, center, draw, hidden, hiddenIds, loss);
    }

    /// <inheritdoc/>
    public void Keep(SentencePlan plan, int first, ModelSnapshot snapshot)
    {
        _first.Keep(plan, first, snapshot);
        _second.Keep(plan, first, snapshot);
    }

    /// <inheritdoc/>
    public void Prefetch(SentencePlan plan, int center)
    {
        _first.Prefetch(plan, center);
        _second.Prefetch(plan, center);
    }

    /// <inheritdoc/>
    public void EndBatch()
    {
        _first.EndBatch();
        _second.EndBatch();
    }
}
