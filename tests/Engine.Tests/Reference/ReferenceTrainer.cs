using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Reference;

/// <summary>
/// Trains a sentence on a <see cref="ReferenceModel"/> with the draws the real trainer makes, in the plainest form of the rules of docs/learning.md. The oracle for
/// every objective, architecture, update order and kernel.
/// </summary>
internal sealed class ReferenceTrainer
{
    private readonly LearnerOptions _options;
    private readonly ReferenceModel _model;
    private ReferenceRates _rates = new(0, RowRates.Uniform);
    private readonly List<(double[] Hidden, int Word, int[] Receivers, double Share)> _pending = [];

    public ReferenceTrainer(LearnerOptions options, ReferenceModel model)
    {
        _options = options;
        _model = model;
    }

    /// <summary>Losses and examples of a sentence on the rows as they are; none is changed.</summary>
    public (double Sum, long Examples) Score(ReadOnlySpan<int> ids, long number, SamplingTables tables)
    {
        var (sum, examples) = (0.0, 0L);
        Visit(ids, number, tables, (int[] context, int word, ref RandomSource random) =>
        {
            var isPair = _options.Architecture == Architecture.SkipGram && _options.UpdateOrder == UpdateOrder.Pair;
            var shared = isPair ? null : Negatives(word, tables, ref random);
            foreach (var group in _options.Architecture == Architecture.Cbow ? [context] : context.Select(id => new[] { id }))
            {
                sum += _model.Loss(_options.Objective, _model.Hidden(group, _options.CbowMean), word, shared ?? Negatives(word, tables, ref random));
                examples++;
            }
        });
        return (sum, examples);
    }

    public void Train(ReadOnlySpan<int> ids, long number, double rate, SamplingTables tables, RowRates shares)
    {
        _rates = new(rate, shares);
        Visit(ids, number, tables, (int[] context, int word, ref RandomSource random) => TrainWindow(context, word, tables, ref random));
        Flush();
    }

    private delegate void Window(int[] context, int word, ref RandomSource random);

    private void Visit(ReadOnlySpan<int> ids, long number, SamplingTables tables, Window visit)
    {
        var random = new RandomSource(_options.Seed, RandomUse.Sentence, (ulong)number);
        var kept = new List<int>();
        foreach (var id in ids)
        {
            if (random.NextSingle() < tables.Keep(id))
            {
                kept.Add(id);
            }
        }

        for (var center = 0; center < kept.Count; center++)
        {
            var reach = _options.FixedWindow ? _options.Window : 1 + random.NextInt32(_options.Window);
            var context = Enumerable.Range(center - reach, (2 * reach) + 1)
                .Where(p => p != center && p >= 0 && p < kept.Count).Select(p => kept[p]).ToArray();
            if (context.Length > 0)
            {
                visit(context, kept[center], ref random);
            }
        }
    }

    private void TrainWindow(int[] context, int word, SamplingTables tables, ref RandomSource random)
    {
        if (_options.Architecture == Architecture.Cbow)
        {
            var share = _options.CbowSplit ? 1.0 / context.Length : 1.0;
            var hidden = _model.Hidden(context, _options.CbowMean);
            if (_options.Objective == Objective.FullSoftmax)
            {
                Add(hidden, word, context, share);
                return;
            }

            var error = _model.Step(_model.Copy(), _options.Objective, hidden, word, Negatives(word, tables, ref random), _rates);
            foreach (var id in context)
            {
                Move(_model.Input[id], error, share * _rates.Input(id));
            }
        }
        else if (_options.Objective == Objective.FullSoftmax)
        {
            foreach (var id in context)
            {
                Add((double[])_model.Input[id].Clone(), word, [id], 1);
            }
        }
        else
        {
            SkipGramWindow(context, word, tables, ref random);
        }
    }

    private void SkipGramWindow(int[] context, int word, SamplingTables tables, ref RandomSource random)
    {
        var atOnce = _options.UpdateOrder switch { UpdateOrder.Pair => 1, UpdateOrder.Group => 4, _ => context.Length };
        var shared = _options.UpdateOrder == UpdateOrder.Pair ? null : Negatives(word, tables, ref random);
        foreach (var group in context.Chunk(atOnce))
        {
            var frozen = _model.Copy();
            foreach (var id in group)
            {
                var error = _model.Step(frozen, _options.Objective, frozen.Input[id], word, shared ?? Negatives(word, tables, ref random), _rates);
                Move(_model.Input[id], error, _rates.Input(id));
            }
        }
    }

    private int[] Negatives(int word, SamplingTables tables, ref RandomSource random)
    {
        var negatives = new List<int>();
        for (var k = 0; k < _options.Negatives && _options.Objective.HasFlag(Objective.NegativeSampling); k++)
        {
            var negative = tables.Noise.Draw(ref random);
            for (var again = 0; negative == word && again < 8; again++)
            {
                negative = tables.Noise.Draw(ref random);
            }

            if (negative != word)
            {
                negatives.Add(negative);
            }
        }

        return [.. negatives];
    }

    private void Add(double[] hidden, int word, int[] receivers, double share)
    {
        _pending.Add((hidden, word, receivers, share));
        if (_pending.Count == _options.SoftmaxBatch)
        {
            Flush();
        }
    }

    private void Flush()
    {
        var frozen = _model.Copy();
        var moves = _pending.Select(e => (e.Receivers, e.Share, Error: _model.Step(frozen, Objective.FullSoftmax, e.Hidden, e.Word, [], _rates))).ToArray();
        foreach (var (receivers, share, error) in moves)
        {
            foreach (var id in receivers)
            {
                Move(_model.Input[id], error, share * _rates.Input(id));
            }
        }

        _pending.Clear();
    }

    private static void Move(double[] row, double[] error, double share)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] += share * error[i];
        }
    }
}
