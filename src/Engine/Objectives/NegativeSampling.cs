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

    /// <summary>A layer over the output embeddings.</summary>
    /// <param name="output">The output embeddings.</param>
    /// <param name="layer">The step over them.</param>
    public NegativeSampling(RowTable output, LogisticLayer<TKernel> layer)
    {
        _output = output;
        _layer = layer;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn(
        SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float rate)
    {
        var negatives = plan.Negatives(center, draw);
        _layer.Begin(negatives.Length + 1);
        _layer.Add(plan.Words[center], 1);
        foreach (var negative in negatives)
        {
            if (negative >= 0)
            {
                _layer.AddRepeatable(negative, 0);
            }
        }

        _layer.Step(hidden, hiddenIds, target, targetIds, rate);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(SentencePlan plan, int center)
    {
        _output.Prefetch(plan.Words[center]);
        foreach (var negative in plan.Negatives(center, 0))
        {
            if (negative >= 0)
            {
                _output.Prefetch(negative);
            }
        }
    }
}
