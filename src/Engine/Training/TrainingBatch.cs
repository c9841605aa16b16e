using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Consecutive sentences as word ids, with all that their training depends on beside the rows: the number of the first sentence, which names the random
/// draws, the learning rates and the sampling tables.
/// </summary>
internal sealed class TrainingBatch
{
    private readonly List<int> _ends = [];
    private int[] _ids = new int[4096];

    /// <summary>The number of the first sentence in the training order.</summary>
    public long FirstSentence { get; private set; }

    /// <summary>Tokens given before it, known words or not: where in the text it begins.</summary>
    public long FirstToken { get; private set; }

    /// <summary>The learning rate.</summary>
    public float Rate { get; private set; }

    /// <summary>The tables its draws are made from.</summary>
    public SamplingTables Tables { get; private set; } = null!;

    /// <summary>The share of <see cref="Rate"/> for each row.</summary>
    public RowRates Rates { get; private set; } = null!;

    /// <summary>Words in the vocabulary when the batch was made; every id is below it.</summary>
    public int Words { get; private set; }

    /// <summary>Tokens that are in the vocabulary, before subsampling.</summary>
    public int Tokens { get; private set; }

    /// <summary>Sentences held.</summary>
    public int Sentences => _ends.Count;

    /// <summary>The ids of a sentence.</summary>
    public ReadOnlySpan<int> this[int sentence]
    {
        get
        {
            var start = sentence == 0 ? 0 : _ends[sentence - 1];
            return _ids.AsSpan(start, _ends[sentence] - start);
        }
    }

    /// <summary>Empties the batch for the sentences from <paramref name="firstSentence"/> on.</summary>
    public void Begin(long firstSentence, float rate, SamplingTables tables, RowRates rates, int words, long firstToken = 0)
    {
        FirstToken = firstToken;
        _ends.Clear();
        Tokens = 0;
        FirstSentence = firstSentence;
        Rate = rate;
        Tables = tables;
        Rates = rates;
        Words = words;
    }

    /// <summary>Appends a token to the sentence that is being filled.</summary>
    public void Add(int id)
    {
        if (Tokens == _ids.Length)
        {
            Array.Resize(ref _ids, Tokens * 2);
        }

        _ids[Tokens++] = id;
    }

    /// <summary>Ends the sentence that is being filled, empty or not: every sentence has a number.</summary>
    public void EndSentence() => _ends.Add(Tokens);
}
