using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    /// <summary>The nodes of this many levels from the root are on so many paths that they never leave the cache.</summary>
    private const int AlwaysNear = 4;

    private readonly RowTable _nodes;
    private readonly CodeTable _codes;
    private readonly LogisticLayer<TKernel> _layer;
    private readonly HotNodes? _hot;
    private int[] _ids = [];
    private float[] _goals = [];
    private float[] _rates = [];

    /// <summary>A layer over the vectors of the inner nodes.</summary>
    /// <param name="nodes">The vectors of the inner nodes.</param>
    /// <param name="codes">The paths of the words.</param>
    /// <param name="layer">The step over them.</param>
    /// <param name="hot">The trainer's copies of the nodes near the root, if other trainers work on the same nodes.</param>
    public HierarchicalSoftmax(RowTable nodes, CodeTable codes, LogisticLayer<TKernel> layer, HotNodes? hot)
    {
        _hot = hot;
        _nodes = nodes;
        _codes = codes;
        _layer = layer;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn(
        SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds,
        ReadOnlySpan<float> targetRates)
    {
        // The path is empty where there is but one word: nothing to decide, nothing to learn.
        var path = _codes.Path(plan.Words[center]);
        if (path.Length > 0)
        {
            Split(path);
            for (var i = 0; i < path.Length; i++)
            {
                _rates[i] = plan.Rate * plan.Shares.Node(_ids[i]);
            }

            _hot?.Redirect(path, _ids);
            _layer.Step(hidden, hiddenIds, target, targetIds, targetRates, _ids.AsSpan(0, path.Length), mayRepeat: false, _rates.AsSpan(0, path.Length), _goals);
        }
    }

    /// <inheritdoc/>
    public void Score(SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, LossMeter loss)
    {
        var path = _codes.Path(plan.Words[center]);
        if (path.Length > 0)
        {
            Split(path);
            _hot?.Redirect(path, _ids);
            _layer.Score(hidden, hiddenIds, _ids.AsSpan(0, path.Length), _goals, loss);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Nodes near the root are kept as well: what their copies have learned is given back within the same batch. A path that becomes longer before its window is trained ends in a node that was not there when
    /// the snapshot began.
    /// </remarks>
    public void Keep(SentencePlan plan, int first, ModelSnapshot snapshot)
    {
        for (var center = first; center < plan.Drawn; center++)
        {
            foreach (var step in _codes.Path(plan.Words[center]))
            {
                snapshot.KeepNode(step >> 1);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(SentencePlan plan, int center)
    {
        var path = _codes.Path(plan.Words[center]);
        foreach (var step in path[Math.Min(_hot is null ? AlwaysNear : HotNodes.Levels, path.Length)..])
        {
            _nodes.Prefetch(step >> 1);
        }
    }

    /// <inheritdoc/>
    public void EndBatch() => _hot?.GiveBack();

    /// <summary>Nodes and goals of a path; by vectors, because its bits are random and no branch on them can be predicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Split(ReadOnlySpan<int> path)
    {
        if (_ids.Length < path.Length)
        {
            _ids = new int[path.Length];
            _rates = new float[path.Length];
            _goals = new float[RowTable.StrideOf(path.Length)];
        }

        var i = 0;
        for (; i <= path.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var steps = Vector256.Create(path[i..]);
            (steps >> 1).CopyTo(_ids, i);
            Vector256.ConvertToSingle(Vector256<int>.One - (steps & Vector256<int>.One)).CopyTo(_goals, i);
        }

        for (; i < path.Length; i++)
        {
            _ids[i] = path[i] >> 1;
            _goals[i] = 1 - (path[i] & 1);
        }
    }
}
