using StreamW2V.Engine.Objectives;
using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Trains the sentences of batches on the rows of a model: subsamples, walks the windows and hands them to the objective. One per worker; several may
/// train on the same rows at once without locks (Hogwild, Niu et al. 2011): a lost update of a few floats is the only race, and it is harmless.
/// </summary>
internal sealed class Trainer<TKernel> : ITrainer
    where TKernel : struct, IKernel
{
    private readonly LearnerOptions _options;
    private readonly RowTable _input;
    private readonly IOutputLayer? _layer;
    private readonly FullSoftmax<TKernel>? _softmax;
    private readonly RowTable _mean;
    private readonly float[] _meanMemory;
    private readonly float[] _errors;
    private readonly int[] _context;
    private int[] _kept = new int[1024];

    /// <summary>A trainer of the rows of <paramref name="rows"/>.</summary>
    public Trainer(LearnerOptions options, ModelRows rows, CodeTable codes)
    {
        _options = options;
        _input = rows.Input;
        var maxHidden = 2 * options.Window;
        _context = new int[maxHidden];
        _errors = new float[maxHidden * options.Stride];
        _mean = RowTable.Allocate(1, options.Stride, out _meanMemory);
        if (options.Objective == Objective.FullSoftmax)
        {
            _softmax = new FullSoftmax<TKernel>(rows.Input, rows.Output, options.SoftmaxBatch, Loss);
            return;
        }

        var sampling = options.Objective.HasFlag(Objective.NegativeSampling)
            ? new NegativeSampling<TKernel>(rows.Output, options.Negatives, maxHidden, Loss)
            : null;
        var hierarchical = options.Objective.HasFlag(Objective.HierarchicalSoftmax)
            ? new HierarchicalSoftmax<TKernel>(rows.Nodes, codes, maxHidden, Loss, isSecond: sampling is not null)
            : null;
        _layer = sampling is not null && hierarchical is not null
            ? new SummedLayers(sampling, hierarchical, maxHidden, options.Stride)
            : sampling ?? (IOutputLayer?)hierarchical ?? throw new ArgumentException("No objective was chosen.", nameof(options));
    }

    /// <inheritdoc/>
    public LossMeter Loss { get; } = new();

    /// <inheritdoc/>
    public void Train(TrainingBatch batch)
    {
        for (var s = 0; s < batch.Sentences; s++)
        {
            var number = batch.FirstSentence + s;
            var random = new RandomSource(_options.Seed, RandomUse.Sentence, (ulong)number);
            Loss.Begin(number);
            TrainSentence(Subsample(batch[s], batch.Tables, ref random), batch, ref random);

            // A step of the softmax never spans two sentences, so where batches are cut changes nothing.
            _softmax?.Step(batch.Rate, batch.Words);
        }

        GC.KeepAlive(_meanMemory);
    }

    private ReadOnlySpan<int> Subsample(ReadOnlySpan<int> ids, SamplingTables tables, ref RandomSource random)
    {
        if (_kept.Length < ids.Length)
        {
            _kept = new int[ids.Length];
        }

        var count = 0;
        foreach (var id in ids)
        {
            var keep = tables.Keep(id);
            if (keep >= 1 || random.NextSingle() < keep)
            {
                _kept[count++] = id;
            }
        }

        return _kept.AsSpan(0, count);
    }

    private void TrainSentence(ReadOnlySpan<int> ids, TrainingBatch batch, ref RandomSource random)
    {
        for (var center = 0; center < ids.Length; center++)
        {
            var reach = _options.FixedWindow ? _options.Window : 1 + random.NextInt32(_options.Window);
            var first = Math.Max(0, center - reach);
            var before = ids[first..center];
            var after = ids.Slice(center + 1, Math.Min(reach, ids.Length - center - 1));
            var context = _context.AsSpan(0, before.Length + after.Length);
            if (context.Length == 0)
            {
                continue;
            }

            before.CopyTo(context);
            after.CopyTo(context[before.Length..]);
            if (_options.Architecture == Architecture.Cbow)
            {
                LearnFromMean(context, ids[center], batch, ref random);
            }
            else
            {
                LearnFromEach(context, ids[center], batch, ref random);
            }
        }
    }

    private void LearnFromEach(ReadOnlySpan<int> context, int word, TrainingBatch batch, ref RandomSource random)
    {
        if (_softmax is not null)
        {
            for (var c = 0; c < context.Length; c++)
            {
                _softmax.Add(_input[context[c]], word, context.Slice(c, 1), 1, batch.Rate, batch.Words);
            }
        }
        else if (_options.UpdateOrder == UpdateOrder.Window)
        {
            _layer!.Learn(_input, context, word, batch.Rate, batch.Tables, ref random, _errors);
            TKernel.AddRows(_input, context, _errors);
        }
        else
        {
            for (var c = 0; c < context.Length; c++)
            {
                var one = context.Slice(c, 1);
                _layer!.Learn(_input, one, word, batch.Rate, batch.Tables, ref random, _errors);
                TKernel.AddRows(_input, one, _errors);
            }
        }
    }

    private void LearnFromMean(ReadOnlySpan<int> context, int word, TrainingBatch batch, ref RandomSource random)
    {
        var hidden = _mean[0];
        hidden.Clear();
        var weight = _options.CbowMean ? 1f / context.Length : 1f;
        foreach (var id in context)
        {
            TKernel.AddScaled(hidden, weight, _input[id]);
        }

        var share = _options.CbowSplit ? 1f / context.Length : 1f;
        if (_softmax is not null)
        {
            _softmax.Add(hidden, word, context, share, batch.Rate, batch.Words);
            return;
        }

        _layer!.Learn(_mean, [0], word, batch.Rate, batch.Tables, ref random, _errors);
        foreach (var id in context)
        {
            TKernel.AddScaled(_input[id], share, _errors.AsSpan(0, _input.Stride));
        }
    }
}
