using System.Runtime.CompilerServices;
using StreamW2V.Engine.Objectives;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Trains the sentences of batches on the rows of a model: plans a sentence, walks its windows and hands them to the objective. One per worker; several may
/// train on the same rows at once without locks (Hogwild, Niu et al. 2011): a lost update of a few floats is the only race, and it is harmless. Inner nodes near
/// the root are trained in copies for the length of a batch (<see cref="HotNodes"/>). While a generation is being written, the rows of a sentence are kept for it before they change: their ids are all known
/// when its windows are drawn, so nothing is asked in between.
/// </summary>
internal sealed class Trainer<TKernel> : ITrainer
    where TKernel : struct, IKernel
{
    private readonly LearnerOptions _options;
    private readonly TrainersAtWork _atWork;
    private readonly RowTable _input;
    private readonly RowGuard _guard;
    private ModelSnapshot? _snapshot; // as of the batch under way
    private readonly IOutputLayer? _layer;
    private readonly FullSoftmax<TKernel>? _softmax;
    private readonly SentencePlan _plan;
    private readonly RowTable _mean;
    private readonly float[] _meanMemory;
    private readonly RowTable _errors;
    private readonly float[] _errorMemory;
    private readonly int[] _places;
    private readonly int[] _context;
    private readonly float[] _contextRates;
    private readonly float[] _ones;
    private readonly int _atOnce;
    private readonly SentenceScorer<TKernel> _scorer;

    /// <summary>
    /// A trainer of the rows of <paramref name="rows"/>, one of <paramref name="atWork"/> that share them; it scores <paramref name="scoredShare"/> of the sentences first.
    /// </summary>
    public Trainer(LearnerOptions options, ModelRows rows, CodeTable codes, TrainersAtWork atWork, double scoredShare = PrequentialSample.Share)
    {
        _atWork = atWork;
        _options = options;
        _input = rows.Input;
        _guard = rows.Guard;
        _plan = new SentencePlan(options);
        var window = 2 * options.Window;
        _context = new int[window];
        _contextRates = new float[window];
        _atOnce = options.UpdateOrder switch { UpdateOrder.Pair => 1, UpdateOrder.Group => 4, _ => window };
        var maxHidden = options.Architecture == Architecture.Cbow ? 1 : Math.Min(_atOnce, window);
        _places = [.. Enumerable.Range(0, maxHidden)];
        _ones = [.. Enumerable.Repeat(1f, maxHidden)];
        _errors = RowTable.Allocate(maxHidden, options.Stride, out _errorMemory);
        _mean = RowTable.Allocate(1, options.Stride, out _meanMemory);
        if (options.Objective == Objective.FullSoftmax)
        {
            _softmax = new FullSoftmax<TKernel>(rows.Input, rows.Output, options.Dimension, options.SoftmaxBatch, Loss, Work);
            _scorer = new(options, _input, _plan, null, _softmax, maxHidden, scoredShare);
            return;
        }

        var sampling = options.Objective.HasFlag(Objective.NegativeSampling) ? new NegativeSampling<TKernel>(rows.Output, options.Negatives, Layer(rows.Output, isSecond: false)) : null;
        var hierarchical = options.Objective.HasFlag(Objective.HierarchicalSoftmax)
            ? new HierarchicalSoftmax<TKernel>(rows.Nodes, codes, Layer(rows.Nodes, isSecond: sampling is not null), options.Threads > 1 ? HotNodes.Of(rows.Nodes, atWork) : null)
            : null;
        _layer = sampling is not null && hierarchical is not null
            ? new SummedLayers(sampling, hierarchical)
            : sampling ?? (IOutputLayer?)hierarchical ?? throw new ArgumentException("No objective was chosen.", nameof(options));
        _scorer = new(options, _input, _plan, _layer, null, maxHidden, scoredShare);

        LogisticLayer<TKernel> Layer(RowTable output, bool isSecond) => new(output, options.Dimension, maxHidden, Loss, isSecond, Work);
    }

    /// <inheritdoc/>
    public LossMeter Loss { get; } = new();

    /// <inheritdoc/>
    public LossMeter Prequential => _scorer.Loss;

    /// <inheritdoc/>
    public WorkMeter Work { get; } = new();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Train(TrainingBatch batch)
    {
        _atWork.Enter();
        _snapshot = _guard.Current;
        if (_softmax is not null)
        {
            _snapshot?.KeepFirstOutputs(batch.Words);
        }

        for (var s = 0; s < batch.Sentences; s++)
        {
            var name = batch.Name(s);
            var isFresh = name.Rehearsal == 0;
            var random = name.Draws(_options.Seed);
            Loss.Begin(isFresh ? name.Number : LossMeter.Unmeasured);
            Work.Begin(name.Number);
            _plan.Begin(batch[s], batch, name.Tokens, ref random);
            Work.Planned();
            var isScored = isFresh && _scorer.Sample.Has(name.Number);
            if (isScored)
            {
                _scorer.Score(batch, random);
            }

            TrainSentence(batch, ref random);
            Work.Trained();
            if ((Loss.IsOn && !Loss.IsSound) || (isScored && !Prequential.IsSound))
            {
                throw new DivergenceException(name.Number, batch.FirstSentence, batch.FreshSentences, batch.FirstToken, batch.Rate);
            }
        }

        _layer?.EndBatch();
        _atWork.Leave();
        GC.KeepAlive(_meanMemory);
        GC.KeepAlive(_errorMemory);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainSentence(TrainingBatch batch, ref RandomSource random)
    {
        if (_plan.Count < 2)
        {
            return;
        }

        PrefetchFirst();
        for (var center = 0; center < _plan.Count; center++)
        {
            if (center == _plan.Drawn)
            {
                Work.Trained();
                _plan.DrawWindows(batch.Tables, ref random);
                Work.Planned();
                if (_snapshot is not null)
                {
                    Keep(center, _snapshot);
                }
            }

            PrefetchNext(center);
            var context = _plan.WithoutCenter(_plan.Words, center, _context);
            var rates = _plan.WithoutCenter(_plan.Rates, center, _contextRates);
            if (_options.Architecture == Architecture.Cbow)
            {
                LearnFromMean(context, rates, center, batch.Words);
            }
            else if (_softmax is not null)
            {
                for (var c = 0; c < context.Length; c++)
                {
                    _softmax.Add(_input[context[c]], _plan.Words[center], context.Slice(c, 1), rates.Slice(c, 1), _plan, batch.Words);
                }
            }
            else
            {
                LearnFromEach(context, rates, center);
            }
        }

        // A step of the softmax never spans two sentences, so where batches are cut changes nothing.
        _softmax?.Step(_plan, batch.Words);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LearnFromEach(ReadOnlySpan<int> context, ReadOnlySpan<float> rates, int center)
    {
        // Where the rows cannot be updated in place, because a second layer or the same word in another place needs them as they were, the errors are added at the end.
        var isInPlace = _layer is not SummedLayers && (_atOnce == 1 || !_plan.MayRepeat(center));
        for (var first = 0; first < context.Length; first += _atOnce)
        {
            var group = context.Slice(first, Math.Min(_atOnce, context.Length - first));
            var groupRates = rates.Slice(first, group.Length);
            var draw = _options.UpdateOrder == UpdateOrder.Pair ? first : 0;
            if (isInPlace)
            {
                _layer!.Learn(_plan, center, draw, _input, group, _input, group, groupRates);
                continue;
            }

            Clear(group.Length);
            _layer!.Learn(_plan, center, draw, _input, group, _errors, _places.AsSpan(0, group.Length), _ones.AsSpan(0, group.Length));
            for (var c = 0; c < group.Length; c++)
            {
                TKernel.AddToRows(_input, group.Slice(c, 1), groupRates.Slice(c, 1), _errors[c]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LearnFromMean(ReadOnlySpan<int> context, ReadOnlySpan<float> rates, int center, int vocabulary)
    {
        Work.Count(3L * context.Length * _options.Dimension);
        TKernel.SumRows(_input, context, _options.CbowMean ? 1f / context.Length : 1f, _mean[0]);
        if (_options.CbowSplit)
        {
            for (var c = 0; c < context.Length; c++)
            {
                _contextRates[c] /= context.Length;
            }
        }

        if (_softmax is not null)
        {
            _softmax.Add(_mean[0], _plan.Words[center], context, rates, _plan, vocabulary);
            return;
        }

        Clear(1);
        _layer!.Learn(_plan, center, 0, _mean, [0], _errors, [0], _ones);
        TKernel.AddToRows(_input, context, rates, _errors[0]);
    }

    /// <summary>Keeps the rows that the windows just drawn write, which begin at <paramref name="first"/>: their reach is not beyond the sentence.</summary>
    private void Keep(int first, ModelSnapshot snapshot)
    {
        if (first == 0)
        {
            snapshot.KeepInputs(_plan.Words);
        }

        _layer?.Keep(_plan, first, snapshot);
    }

    private void Clear(int errors)
    {
        for (var n = 0; n < errors; n++)
        {
            _errors[n].Clear();
        }
    }

    /// <summary>The rows of the words that the first windows can reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchFirst()
    {
        foreach (var word in _plan.Words[..Math.Min(_options.Window + 1, _plan.Count)])
        {
            _input.Prefetch(word);
        }
    }

    /// <summary>While one window is trained, the rows of the next one are on their way; of its context words only the farthest can be new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchNext(int center)
    {
        if (center + 1 < _plan.Drawn)
        {
            _layer?.Prefetch(_plan, center + 1);
            if (center + 1 + _options.Window < _plan.Count)
            {
                _input.Prefetch(_plan.Words[center + 1 + _options.Window]);
            }
        }
    }
}
