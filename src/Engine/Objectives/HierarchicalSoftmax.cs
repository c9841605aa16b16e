using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// Hierarchical softmax (Morin and Bengio 2005, over a Huffman tree as Mikolov et al. 2013b; docs/learning.md, Objectives):
/// E = -Σ_j log σ((1 - 2 d_j) θ_j·h) over the inner nodes on the word's path. Bit 0 is the positive class.
/// </summary>
internal sealed class HierarchicalSoftmax<TKernel> : IOutputLayer
    where TKernel : struct, IKernel
{
    private readonly RowTable _nodes;
    private readonly CodeTable _codes;
    private readonly LossMeter _loss;
    private readonly int _maxHidden;
    private readonly bool _isSecond;
    private int[] _ids = [];
    private float[] _targets = [];
    private float[] _scores = [];

    /// <summary>A layer over the vectors of the inner nodes.</summary>
    /// <param name="nodes">The vectors of the inner nodes.</param>
    /// <param name="codes">The paths of the words.</param>
    /// <param name="maxHidden">The most hidden vectors in one call.</param>
    /// <param name="loss">Where losses are measured.</param>
    /// <param name="isSecond">Whether another layer counts the examples.</param>
    public HierarchicalSoftmax(RowTable nodes, CodeTable codes, int maxHidden, LossMeter loss, bool isSecond)
    {
        _isSecond = isSecond;
        _nodes = nodes;
        _codes = codes;
        _maxHidden = maxHidden;
        _loss = loss;
    }

    /// <inheritdoc/>
    public void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, int word, float rate, SamplingTables tables, ref RandomSource random, Span<float> errors)
    {
        var path = _codes.Path(word);
        if (path.Length == 0)
        {
            // The only word there is: nothing to decide, nothing to learn.
            errors[..(hiddenIds.Length * hidden.Stride)].Clear();
            return;
        }

        if (path.Length > _ids.Length)
        {
            Grow(path.Length);
        }

        for (var j = 0; j < path.Length; j++)
        {
            _ids[j] = path[j] >> 1;
            _targets[j] = 1 - (path[j] & 1);
        }

        var ids = _ids.AsSpan(0, path.Length);
        var targets = _targets.AsSpan(0, path.Length);
        var scores = _scores.AsSpan(0, path.Length * hiddenIds.Length);
        TKernel.Scores(hidden, hiddenIds, _nodes, ids, scores);
        if (_loss.IsOn)
        {
            _loss.AddLogistic(scores, targets, _isSecond);
        }

        TKernel.LogisticSteps(scores, targets, rate);
        TKernel.Exchange(hidden, hiddenIds, _nodes, ids, scores, errors);
    }

    private void Grow(int length)
    {
        length = Math.Max(length, 48);
        _ids = new int[length];
        _targets = new float[length];
        _scores = new float[length * _maxHidden];
    }
}
