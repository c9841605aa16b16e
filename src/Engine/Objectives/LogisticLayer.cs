using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// One step of the logistic loss between N hidden vectors and the K output rows of a list (docs/learning.md, Objectives): scores, step sizes and both updates as
/// small matrix products (Ji et al. 2016). What negative sampling and hierarchical softmax have in common.
/// </summary>
internal sealed class LogisticLayer<TKernel>
    where TKernel : struct, IKernel
{
    private readonly RowTable _output;
    private readonly LossMeter _loss;
    private readonly bool _isSecond;
    private readonly WorkMeter _work;
    private readonly int _dimension;
    private readonly int _maxHidden;
    private readonly float[] _scratch;
    private int[] _ids = [];
    private float[] _targets = [];
    private float[] _steps = [];
    private int _count;
    private bool _hasRepeats;

    /// <summary>A layer over output rows.</summary>
    /// <param name="output">The rows.</param>
    /// <param name="dimension">Floats of a row without its padding.</param>
    /// <param name="maxHidden">The most hidden vectors in one step.</param>
    /// <param name="loss">Where losses are measured.</param>
    /// <param name="isSecond">Whether another layer counts the examples.</param>
    /// <param name="work">Where the arithmetic is counted.</param>
    public LogisticLayer(RowTable output, int dimension, int maxHidden, LossMeter loss, bool isSecond, WorkMeter work)
    {
        _dimension = dimension;
        _work = work;
        _output = output;
        _maxHidden = maxHidden;
        _loss = loss;
        _isSecond = isSecond;
        _scratch = new float[(maxHidden + 1) * output.Stride];
        Reserve(48);
    }

    /// <summary>Empties the list, to be filled with up to <paramref name="count"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int count)
    {
        if (count > _ids.Length)
        {
            Reserve(count);
        }

        _count = 0;
        _hasRepeats = false;
    }

    /// <summary>Appends a row that is in the list only once, whatever follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id, float target)
    {
        _ids[_count] = id;
        _targets[_count++] = target;
    }

    /// <summary>Makes a path of the Huffman tree the list: node · 2 + bit each, and bit 0 is the positive class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(ReadOnlySpan<int> path)
    {
        Begin(path.Length);
        _count = path.Length;
        var i = 0;
        for (; i <= path.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var steps = Vector256.Create(path[i..]);
            (steps >> 1).CopyTo(_ids, i);
            Vector256.ConvertToSingle(Vector256<int>.One - (steps & Vector256<int>.One)).CopyTo(_targets, i);
        }

        for (; i < path.Length; i++)
        {
            _ids[i] = path[i] >> 1;
            _targets[i] = 1 - (path[i] & 1);
        }
    }

    /// <summary>Appends a row that may be in the list already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddRepeatable(int id, float target)
    {
        for (var k = 0; k < _count; k++)
        {
            _hasRepeats |= _ids[k] == id;
        }

        Add(id, target);
    }

    /// <summary>Learns from the hidden vectors; see <see cref="IOutputLayer.Learn"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, float rate)
    {
        var ids = _ids.AsSpan(0, _count);
        _work.Count(6L * hiddenIds.Length * ids.Length * _dimension);
        if (!_loss.IsOn && !_hasRepeats)
        {
            TKernel.Learn(hidden, hiddenIds, target, targetIds, _output, ids, _targets, rate, _steps, _scratch);
            return;
        }

        TKernel.Scores(hidden, hiddenIds, _output, ids, _steps);
        if (_loss.IsOn)
        {
            _loss.AddLogistic(_steps.AsSpan(0, _count * hiddenIds.Length), _targets.AsSpan(0, _count), _isSecond);
        }

        TKernel.LogisticSteps(_steps, hiddenIds.Length, _targets, _count, rate);
        if (_hasRepeats)
        {
            ids = ids[..MergeRepeats(hiddenIds.Length)];
        }

        TKernel.Exchange(hidden, hiddenIds, target, targetIds, _output, ids, _steps, _scratch);
    }

    /// <summary>Adds the steps of a row that stands several times in the list to its first place, closes the gaps, and returns how many rows remain.</summary>
    private int MergeRepeats(int hidden)
    {
        var kept = 0;
        var steps = _steps.AsSpan(0, hidden * _count);
        for (var k = 0; k < _count; k++)
        {
            var place = _ids.AsSpan(0, kept).IndexOf(_ids[k]);
            for (var n = 0; n < hidden; n++)
            {
                // Places ahead of k in this row have been read, so the row can be packed where it stands.
                var row = steps.Slice(n * _count, _count);
                if (place >= 0)
                {
                    row[place] += row[k];
                }
                else
                {
                    row[kept] = row[k];
                }
            }

            if (place < 0)
            {
                _ids[kept++] = _ids[k];
            }
        }

        for (var n = 1; n < hidden; n++)
        {
            steps.Slice(n * _count, kept).CopyTo(steps[(n * kept)..]);
        }

        return kept;
    }

    private void Reserve(int rows)
    {
        Array.Resize(ref _ids, rows);
        Array.Resize(ref _targets, RowTable.StrideOf(rows));
        _steps = new float[RowTable.StrideOf(rows * _maxHidden)];
    }
}
