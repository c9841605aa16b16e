using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Consecutive sentences as word ids, with all that their training depends on beside the rows: their names, from which the random draws follow, the learning
/// rates and the sampling tables. Behind a fresh sentence old ones may stand that are rehearsed.
/// </summary>
internal sealed class TrainingBatch
{
    private readonly List<(int End, BatchSentence Name)> _sentences = [];
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

    /// <summary>Tokens of fresh sentences that are in the vocabulary, before subsampling.</summary>
    public int FreshTokens { get; private set; }

    /// <summary>The same of all sentences.</summary>
    public int Tokens { get; private set; }

    /// <summary>Fresh sentences held.</summary>
    public int FreshSentences { get; private set; }

    /// <summary>Sentences held, rehearsed ones included.</summary>
    public int Sentences => _sentences.Count;

    /// <summary>The ids of a sentence.</summary>
    public ReadOnlySpan<int> this[int sentence]
    {
        get
        {
            var start = sentence == 0 ? 0 : _sentences[sentence - 1].End;
            return _ids.AsSpan(start, _sentences[sentence].End - start);
        }
    }

    /// <summary>The name of a sentence.</summary>
    public BatchSentence Name(int sentence) => _sentences[sentence].Name;

    /// <summary>Empties the batch for the sentences from <paramref name="firstSentence"/> on.</summary>
    public void Begin(long firstSentence, float rate, SamplingTables tables, RowRates rates, int words, long firstToken = 0)
    {
        FirstToken = firstToken;
        _sentences.Clear();
        (Tokens, FreshTokens, FreshSentences) = (0, 0, 0);
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

    /// <summary>Ends the fresh sentence that is being filled, empty or not: every sentence has a number.</summary>
    /// <param name="tokens">Tokens given before its line.</param>
    public void EndSentence(long tokens = 0)
    {
        var start = Sentences == 0 ? 0 : _sentences[^1].End;
        _sentences.Add((Tokens, new(FirstSentence + FreshSentences, 0, tokens)));
        FreshTokens += Tokens - start;
        FreshSentences++;
    }

    /// <summary>Ends a sentence that is rehearsed behind the fresh one that ended last.</summary>
    public void EndRehearsed()
    {
        var last = _sentences[^1].Name;
        _sentences.Add((Tokens, last with { Rehearsal = last.Rehearsal + 1 }));
    }
}
