using System.Runtime.CompilerServices;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// One step of the logistic loss between N hidden vectors and K output rows (docs/learning.md, Objectives): scores, step sizes and both updates as small matrix
/// products (Ji et al. 2016). What negative sampling and hierarchical softmax have in common.
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
    private float[] _steps = [];
    private int[] _distinct = [];
    private float[] _distinctRates = [];

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
    }

    /// <summary>Learns from the hidden vectors; see <see cref="IOutputLayer.Learn"/>.</summary>
    /// <param name="hidden">Where the hidden vectors are.</param>
    /// <param name="hiddenIds">The N rows that are hidden vectors.</param>
    /// <param name="target">Where the errors go.</param>
    /// <param name="targetIds">The N rows that receive them.</param>
    /// <param name="targetRates">Their learning rates.</param>
    /// <param name="ids">The K output rows.</param>
    /// <param name="mayRepeat">Whether one of them may stand twice among the K.</param>
    /// <param name="rates">Their learning rates.</param>
    /// <param name="goals">What each score should become, 1 or 0, and behind them room up to the next multiple of <see cref="RowTable.Padding"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds, ReadOnlySpan<float> targetRates, ReadOnlySpan<int> ids,
        bool mayRepeat, ReadOnlySpan<float> rates, ReadOnlySpan<float> goals)
    {
        var count = hiddenIds.Length * ids.Length;
        Reserve(ids.Length, count);
        _work.Count(6L * count * _dimension);
        if (!_loss.IsOn && !mayRepeat)
        {
            TKernel.Learn(hidden, hiddenIds, target, targetIds, targetRates, _output, ids, rates, goals, _steps, _scratch);
            return;
        }

        TKernel.Scores(hidden, hiddenIds, _output, ids, _steps);
        if (_loss.IsOn)
        {
            _loss.AddLogistic(_steps.AsSpan(0, count), goals[..ids.Length], _isSecond);
        }

        TKernel.LogisticSteps(_steps, hiddenIds.Length, goals, ids.Length);
        if (mayRepeat)
        {
            MergeRepeats(ref ids, ref rates, hiddenIds.Length);
        }

        TKernel.Exchange(hidden, hiddenIds, target, targetIds, targetRates, _output, ids, rates, _steps, _scratch);
    }

    /// <summary>Adds the losses of the hidden vectors to <paramref name="loss"/>; see <see cref="IOutputLayer.Score"/>.</summary>
    /// <param name="hidden">Where the hidden vectors are.</param>
    /// <param name="hiddenIds">The N rows that are hidden vectors.</param>
    /// <param name="ids">The K output rows.</param>
    /// <param name="goals">What each score should become, 1 or 0.</param>
    /// <param name="loss">Where the losses are added.</param>
    public void Score(RowTable hidden, ReadOnlySpan<int> hiddenIds, ReadOnlySpan<int> ids, ReadOnlySpan<float> goals, LossMeter loss)
    {
        var count = hiddenIds.Length * ids.Length;
        Reserve(ids.Length, count);
        TKernel.Scores(hidden, hiddenIds, _output, ids, _steps);
        loss.AddLogistic(_steps.AsSpan(0, count), goals[..ids.Length], _isSecond);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int outputs, int count)
    {
        if (_steps.Length < count + RowTable.Padding)
        {
            _steps = new float[(_maxHidden * outputs) + RowTable.Padding];
        }
    }

    /// <summary>The rows without repetition; the steps of a row that stands several times are added up at its first place, and the gaps closed.</summary>
    private void MergeRepeats(ref ReadOnlySpan<int> ids, ref ReadOnlySpan<float> rates, int hidden)
    {
        if (_distinct.Length < ids.Length)
        {
            _distinct = new int[ids.Length];
            _distinctRates = new float[ids.Length];
        }

        var kept = 0;
        for (var k = 0; k < ids.Length; k++)
        {
            var place = _distinct.AsSpan(0, kept).IndexOf(ids[k]);
            for (var n = 0; n < hidden; n++)
            {
                // What stands before k in this row has been read, so the row can be packed where it stands.
                var row = _steps.AsSpan(n * ids.Length, ids.Length);
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
                _distinctRates[kept] = rates[k];
                _distinct[kept++] = ids[k];
            }
        }

        for (var n = 1; n < hidden; n++)
        {
            _steps.AsSpan(n * ids.Length, kept).CopyTo(_steps.AsSpan(n * kept));
        }

        ids = _distinct.AsSpan(0, kept);
        rates = _distinctRates.AsSpan(0, kept);
    }
}
