using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Training.Replay;

/// <summary>
/// The sentences kept to be rehearsed, as they are at one moment. They are not copied: the sample only appends behind them, and where it sweeps some out while a snapshot looks at them, it does so in arrays of
/// its own (<see cref="SentenceSample.Share"/>).
/// </summary>
internal sealed class RehearsalSnapshot
{
    private SentenceSample? _sample;
    private long[] _numbers = [];
    private int[] _ends = [];
    private int[] _ids = [];

    /// <summary>Sentences.</summary>
    public int Count { get; private set; }

    /// <summary>Their tokens.</summary>
    public int Tokens => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Held are sentences whose key is below it.</summary>
    public long Threshold { get; private set; }

    /// <summary>Since which sentence each row is its present word's.</summary>
    public ReusedArray<long> Since { get; } = new();

    /// <summary>Rows that have changed hands.</summary>
    public int Changes { get; private set; }

    /// <summary>The ids of a sentence.</summary>
    public ReadOnlySpan<int> this[int sentence]
    {
        get
        {
            var start = sentence == 0 ? 0 : _ends[sentence - 1];
            return _ids.AsSpan(start, _ends[sentence] - start);
        }
    }

    /// <summary>The number of a sentence.</summary>
    public long Number(int sentence) => _numbers[sentence];

    /// <summary>Takes over what there is, on the thread that offers sentences.</summary>
    public void Take(Rehearsal rehearsal)
    {
        var sample = rehearsal.Sample;
        (_numbers, _ends, _ids) = sample.Share();
        (Count, Threshold, _sample) = (sample.Count, sample.Threshold, sample);
        Since.Take(rehearsal.Changes.All);
        Changes = rehearsal.Changes.Count;
    }

    /// <summary>Lets go of the sentences, on any thread.</summary>
    public void End()
    {
        _sample?.EndShare();
        (_sample, _numbers, _ends, _ids, Count) = (null, [], [], [], 0);
    }
}
