using System.Runtime.InteropServices;
using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Asks for the rows of a batch before it is queued, where rows may have left memory: all that is random about a sentence follows from its name, so it is planned here as its
/// trainer will plan it, unless a word is evicted by a batch that still waits before it: draws made again for that shift those behind them, and rows of that sentence are asked for in vain. While a batch waits its turn the disk reads what is missing. It changes nothing that is learned. Belongs to the learner's thread.
/// </summary>
internal sealed class RowsAhead
{
    /// <summary>Batches that wait in the queue while their rows are read.</summary>
    public const int QueuedBatches = 32;

    private readonly LearnerOptions _options;
    private readonly EmbeddingModel _model;
    private readonly CodeTable _codes;
    private readonly SentencePlan _plan;
    private readonly List<int> _input = [];
    private readonly List<int> _output = [];
    private readonly List<int> _nodes = [];

    /// <summary>Looks ahead for the trainers of <paramref name="model"/>, whose paths are those of <paramref name="codes"/>.</summary>
    public RowsAhead(LearnerOptions options, EmbeddingModel model, CodeTable codes)
    {
        _options = options;
        _model = model;
        _codes = codes;
        _plan = new SentencePlan(options);
    }

    /// <summary>Starts to bring the rows of a batch into memory.</summary>
    public void Fetch(TrainingBatch batch)
    {
        _input.Clear();
        _output.Clear();
        _nodes.Clear();
        for (var s = 0; s < batch.Sentences; s++)
        {
            var name = batch.Name(s);
            var random = name.Draws(_options.Seed);
            _plan.Begin(batch[s], batch, name.Tokens, ref random);
            if (_plan.Count < 2)
            {
                continue;
            }

            _input.AddRange(_plan.Words);
            if (_options.HasInnerNodes)
            {
                AddNodes(_plan.Words);
            }

            // The full softmax uses every row of a small vocabulary all the time.
            while (_options.Objective.HasFlag(Objective.NegativeSampling) && _plan.Drawn < _plan.Count)
            {
                _plan.DrawWindows(batch.Tables, ref random);
                _output.AddRange(_plan.DrawnOutputs);
            }
        }

        _model.FetchAhead(CollectionsMarshal.AsSpan(_input), CollectionsMarshal.AsSpan(_output), CollectionsMarshal.AsSpan(_nodes));
    }

    /// <summary>A path that the batches before this one change is taken as it is now: most of its nodes stay.</summary>
    private void AddNodes(ReadOnlySpan<int> words)
    {
        foreach (var word in words)
        {
            foreach (var step in _codes.Path(word))
            {
                _nodes.Add(step >> 1);
            }
        }
    }
}
