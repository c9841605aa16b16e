using System.Diagnostics.CodeAnalysis;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Keeps rows, Huffman tree and sampling tables current with a growing vocabulary. It decides at edges, on the vocabulary's thread and from counts alone, so
/// a replay decides the same. That thread is ahead of the trainers: it touches only rows and paths that no batch under way can reach (those of words
/// never seen before). The longer path of a split leaf is set in the order of the batches, and what rewrites rows in use (evictions, a fresh tree) runs alone.
/// </summary>
internal sealed class Growth
{
    /// <summary>
    /// The tables are rebuilt when the known tokens have grown by this share since the last time. Building them takes the learner's thread from training; at
    /// 2 % it cost a fresh stream a tenth of its speed.
    /// </summary>
    private const double TableGrowth = 0.05;

    /// <summary>
    /// And after so many tokens in any case: a word that is new in an old stream, whose 5 % are far away, is drawn as noise and subsampled all the same. It is seconds
    /// of training, of which the tables of a million words take about a hundredth.
    /// </summary>
    private const long TableTokens = 1 << 24;

    private readonly LearnerOptions _options;
    private readonly GrowingVocabulary _vocabulary;
    private readonly EmbeddingModel _model;
    private readonly GrowingTree? _tree;
    private readonly List<Admission> _admissions = [];
    private readonly SortedSet<int> _vacated = []; // rows whose word, known to the tables, was evicted since
    private readonly ContextVector? _contextVector;
    private double _tableKnown;
    private long _tableTokens;

    /// <summary>Takes over a vocabulary and the state of its tables and tree as a generation holds them, or builds both.</summary>
    public Growth(LearnerOptions options, GrowingVocabulary vocabulary, EmbeddingModel model, CodeTable codes, GrowthState? saved)
    {
        _options = options;
        _vocabulary = vocabulary;
        _model = model;
        _tree = options.HasInnerNodes ? new(options, vocabulary, model.Rows, codes, saved?.Tree) : null;
        _contextVector = options.ContextWindow > 0 ? new ContextVector(model.Rows.Input, options.Dimension) : null;
        MakeTables(saved is null ? CountsNow() : saved.Tables.Counts);
        _tableKnown = saved?.Tables.Known ?? vocabulary.KnownTokens;
        _tableTokens = saved?.Tables.Tokens ?? 0;
        if (saved is { } state && !state.Tables.Vacated.All(Tables.CanVacate))
        {
            // With other options, or without the counts of words that were forgotten, the tables may not be able to take out what was evicted.
            RenewTables(_tableTokens);
            return;
        }

        foreach (var id in saved?.Tables.Vacated ?? [])
        {
            Vacate(Tables, Rates, id);
            _vacated.Add(id);
        }
    }

    /// <summary>The tables for the next batch.</summary>
    public SamplingTables Tables { get; private set; }

    /// <summary>The learning rates that go with them.</summary>
    public RowRates Rates { get; private set; }

    /// <summary>The tree, or null where the objective has none.</summary>
    public HuffmanTree? Tree => _tree?.Tree;

    /// <summary>Times a new tree took over since this object was made.</summary>
    public int TreeRebuilds => _tree?.Rebuilds ?? 0;

    /// <summary>The share of (word, path step) pairs whose vector kept its meaning when a new tree last took over; 1 before the first.</summary>
    public double KeptShare => _tree?.KeptShare ?? 1;

    /// <summary>The words that got a row at the last edge.</summary>
    public IReadOnlyList<Admission> Admitted => _admissions;

    /// <summary>What a generation must hold to go on from here.</summary>
    public GrowthState State => new(new(Tables.Counts, _tableKnown, _tableTokens, _vacated), _tree?.State ?? TreeState.None);

    /// <summary><see cref="State"/> as it is now, with the tree in memory of the caller's. What is not copied never changes.</summary>
    public GrowthState CopyTo(ReusedArray<int> children, ReusedArray<int> splittable) =>
        new(new(Tables.Counts, _tableKnown, _tableTokens, [.. _vacated]), _tree?.CopyTo(children, splittable) ?? TreeState.None);

    /// <summary>Admits candidates and renews what has become stale, once <paramref name="tokens"/> tokens were given.</summary>
    public void CrossEdge(TrainerPool pool, long tokens)
    {
        var evicted = _vocabulary.AdmitCandidates(_admissions, tokens);
        var canVacate = true;
        if (_admissions.Count > 0)
        {
            canVacate = Admit(pool);
        }

        // An eviction changes a leaf twice: the tokens of the word evicted leave it, and those of its successor, already among the known ones, come.
        var isRenumbered = _tree?.CrossEdge(pool, tokens, 2 * evicted) ?? false;
        if (!canVacate || isRenumbered || AreStale(tokens))
        {
            RenewTables(tokens);
        }

        Age(tokens);
    }

    private bool AreStale(long tokens) =>
        _vocabulary.KnownTokens > _tableKnown * (1 + TableGrowth)
        || _vocabulary.Count + _vacated.Count > Tables.Counts.Length * (1 + TableGrowth)
        || (tokens - _tableTokens >= TableTokens && _vocabulary.Count > 0);

    /// <summary>
    /// Known tokens are in units that are worth the more the later they come, so they grow also where counts decay, and the share by which they have grown is that of
    /// new text in today's counts, whether these decay or not. Where the unit is doubled, what they are compared with must follow.
    /// </summary>
    private void Age(long tokens)
    {
        var halvings = _vocabulary.Age(tokens);
        if (halvings > 0)
        {
            _tableKnown = Math.ScaleB(_tableKnown, -halvings);
            _tree?.Age(halvings);
        }
    }

    /// <summary>Gives newcomers rows and leaves. Returns whether the tables could forget all words evicted; if not, they have to be made anew.</summary>
    private bool Admit(TrainerPool pool)
    {
        var evictions = _admissions.Where(admission => admission.Replaced).ToArray();
        foreach (var admission in _admissions.Where(admission => !admission.Replaced))
        {
            _model.InitializeRow(admission.Id, admission.RowGeneration);
        }

        if (_contextVector is { } contextVector)
        {
            AddContexts(contextVector, pool);
        }

        _tree?.Add(_admissions, pool);
        return evictions.Length == 0 || Evict(evictions, pool);
    }

    /// <summary>
    /// What stood around newcomers in rows of their own is read behind the batches before it. Batches behind it may run beside it, with several threads: until then the draw
    /// is there, to which it adds.
    /// </summary>
    private void AddContexts(ContextVector contextVector, TrainerPool pool)
    {
        var tables = Tables;
        Admission[] newcomers = [.. _admissions.Where(admission => !admission.Replaced)];
        pool.SubmitOrdered(() =>
        {
            foreach (var newcomer in newcomers)
            {
                if (contextVector.Of(newcomer.Context.Span, tables) is { } vector)
                {
                    _model.Rows.Guard.Current?.KeepWord(newcomer.Id);
                    contextVector.Add(vector, newcomer.Id);
                }
            }
        });
    }

    /// <summary>
    /// Clears what is left of evicted words behind the last batch that knows them: their rows and their part in the tables. Their leaves go to the newcomers, of about
    /// their count: the vectors of the nodes above are those of other words as well and stay.
    /// </summary>
    private bool Evict(Admission[] evictions, TrainerPool pool)
    {
        var (tables, rates) = (Tables, Rates);
        var canVacate = evictions.All(eviction => tables.CanVacate(eviction.Id));
        if (canVacate)
        {
            _vacated.UnionWith(evictions.Select(eviction => eviction.Id).Where(id => id < tables.Counts.Length));
        }

        pool.SubmitExclusive(() =>
        {
            // All vectors before any row is written: a word may stand around another one that is evicted with it.
            var vectors = Array.ConvertAll(evictions, eviction => _contextVector?.Of(eviction.Context.Span, tables));
            foreach (var (eviction, vector) in evictions.Zip(vectors))
            {
                _model.InitializeRow(eviction.Id, eviction.RowGeneration);
                if (vector is not null)
                {
                    _contextVector!.Add(vector, eviction.Id);
                }

                if (canVacate)
                {
                    Vacate(tables, rates, eviction.Id);
                }
            }
        });
        return canVacate;
    }

    private void RenewTables(long tokens)
    {
        MakeTables(CountsNow());
        _tableKnown = _vocabulary.KnownTokens;
        _tableTokens = tokens;
        _vacated.Clear();
    }

    /// <summary>Rates depend on how many tokens a count stands for, unlike noise and subsampling, for which only ratios matter.</summary>
    private double[] CountsNow()
    {
        var counts = new double[_vocabulary.Count];
        for (var id = 0; id < counts.Length; id++)
        {
            counts[id] = _vocabulary.CountNow(id);
        }

        return counts;
    }

    private static void Vacate(SamplingTables tables, RowRates rates, int id)
    {
        tables.Vacate(id);
        rates.Vacate(id);
    }

    [MemberNotNull(nameof(Tables), nameof(Rates))]
    private void MakeTables(double[] counts)
    {
        Tables = new(counts, _options.NoiseExponent, _options.Sample, _options.Objective.HasFlag(Objective.NegativeSampling), _options.NegativeLocality, _options.Seed);
        Rates = _options.RateSchedule == RateSchedule.Constant ? RowRates.Uniform : new(Tables, Tree, RateCurves.Of(_options), 1 + _options.Rehearse);
    }
}
