using StreamW2V.Engine.Objectives;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training.Curves;

/// <summary>
/// The prequential loss (Dawid 1984: predict, then learn): a sentence is scored on the rows as they are before it is trained, with the draws it will be trained
/// with. Which sentences, is drawn by seed and number. Reads rows and writes none, so measuring changes no bit of what is learned.
/// </summary>
internal sealed class SentenceScorer<TKernel>
    where TKernel : struct, IKernel
{
    private readonly LearnerOptions _options;
    private readonly RowTable _input;
    private readonly SentencePlan _plan;
    private readonly IOutputLayer? _layer;
    private readonly FullSoftmax<TKernel>? _softmax;
    private readonly int _atOnce;
    private readonly int[] _context;
    private readonly RowTable _mean;
    private readonly float[] _meanMemory;

    /// <summary>A scorer of the sentences of <paramref name="plan"/>, of which <paramref name="share"/> are measured.</summary>
    /// <param name="options">The options.</param>
    /// <param name="input">The input embeddings.</param>
    /// <param name="plan">The trainer's plan.</param>
    /// <param name="layer">The trainer's layer, unless it is the full softmax.</param>
    /// <param name="softmax">The full softmax, or null.</param>
    /// <param name="atOnce">The most hidden vectors the layer takes at once.</param>
    /// <param name="share">The share of sentences that are measured, 0 to 1.</param>
    public SentenceScorer(
        LearnerOptions options, RowTable input, SentencePlan plan, IOutputLayer? layer, FullSoftmax<TKernel>? softmax, int atOnce, double share)
    {
        _options = options;
        _input = input;
        _plan = plan;
        _layer = layer;
        _softmax = softmax;
        _atOnce = atOnce;
        _context = new int[2 * options.Window];
        _mean = RowTable.Allocate(1, options.Stride, out _meanMemory);
        Sample = new PrequentialSample(options.Seed, share);
    }

    /// <summary>Which sentences are measured.</summary>
    public PrequentialSample Sample { get; }

    /// <summary>The losses measured.</summary>
    public LossMeter Loss { get; } = new();

    /// <summary>Measures the sentence of the plan, whose windows are drawn from <paramref name="random"/>; the plan is left as it was.</summary>
    public void Score(TrainingBatch batch, RandomSource random)
    {
        if (_plan.Count < 2)
        {
            return;
        }

        for (var center = 0; center < _plan.Count; center++)
        {
            if (center == _plan.Drawn)
            {
                _plan.DrawWindows(batch.Tables, ref random);
            }

            Score(_plan.WithoutCenter(_plan.Words, center, _context), center, batch.Words);
        }

        _softmax?.EndScoring(batch.Words, Loss);
        _plan.Rewind();
        GC.KeepAlive(_meanMemory);
    }

    private void Score(ReadOnlySpan<int> context, int center, int vocabulary)
    {
        if (_options.Architecture == Architecture.Cbow)
        {
            TKernel.SumRows(_input, context, _options.CbowMean ? 1f / context.Length : 1f, _mean[0]);
            _softmax?.Score(_mean[0], _plan.Words[center], vocabulary, Loss);
            _layer?.Score(_plan, center, 0, _mean, [0], Loss);
            return;
        }

        for (var first = 0; first < context.Length; first += _atOnce)
        {
            var group = context.Slice(first, Math.Min(_atOnce, context.Length - first));
            _layer?.Score(_plan, center, _options.UpdateOrder == UpdateOrder.Pair ? first : 0, _input, group, Loss);
            for (var c = 0; c < group.Length; c++)
            {
                _softmax?.Score(_input[group[c]], _plan.Words[center], vocabulary, Loss);
            }
        }
    }
}
