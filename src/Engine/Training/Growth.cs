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

    /// <summary>The tree is compared with the optimal one when the known tokens have grown by this share since the last time.</summary>
    private const double TreeGrowth = 0.10;

    /// <summary>The tree is replaced when its codes are longer than the optimal ones by this share: each replacement costs some nodes their meaning.</summary>
    private const double TreeSlack = 0.005;

    private readonly LearnerOptions _options;
    private readonly GrowingVocabulary _vocabulary;
    private readonly EmbeddingModel _model;
    private readonly CodeTable _codes;
    private readonly List<Admission> _admissions = [];
    private int[][] _paths = []; // what the trainers read, or will read once the batches before it are done

    /// <summary>Takes over a vocabulary and the state of its tables and tree as a generation holds them, or builds both.</summary>
    public Growth(LearnerOptions options, GrowingVocabulary vocabulary, EmbeddingModel model, CodeTable codes, GrowthState? saved)
    {
        _options = options;
        _vocabulary = vocabulary;
        _model = model;
        _codes = codes;
        TreeTokens = saved?.TreeTokens ?? vocabulary.KnownTokens;
        if (options.HasInnerNodes)
        {
            Tree = saved is null
                ? HuffmanTree.Build(vocabulary.Counts)
                : HuffmanTree.Restore(vocabulary.Count, saved.TreeChildren, saved.TreeSplittable);
            _paths = Tree.CopyPaths(vocabulary.MaxWords);
            codes.Replace(_paths);
        }

        RenewTables(saved is null ? vocabulary.Counts : saved.TableCounts);
    }

    /// <summary>The tables for the next batch.</summary>
    public SamplingTables Tables { get; private set; }

    /// <summary>The learning rates that go with them.</summary>
    public RowRates Rates { get; private set; }

    /// <summary>The tree, or null where the objective has none.</summary>
    public HuffmanTree? Tree { get; private set; }

    /// <summary>Known tokens when the tree was last compared with the optimal one.</summary>
    public double TreeTokens { get; private set; }

    /// <summary>Times the tree was rebuilt since this object was made.</summary>
    public int TreeRebuilds { get; private set; }

    /// <summary>The share of (word, path step) pairs whose vector kept its meaning at the last rebuild of the tree; 1 before the first.</summary>
    public double KeptShare { get; private set; } = 1;

    /// <summary>What a generation must hold to go on from here.</summary>
    public GrowthState State => new(Tables.Counts, TreeTokens, Tree?.Children ?? [], Tree?.Splittable ?? []);

    /// <summary>Admits candidates and renews what has become stale, once <paramref name="tokens"/> tokens were given.</summary>
    public void CrossEdge(TrainerPool pool, long tokens)
    {
        _vocabulary.AdmitCandidates(_admissions, tokens);
        if (_admissions.Count > 0)
        {
            Admit(pool);
        }

        if (Tree is not null && _vocabulary.KnownTokens > TreeTokens * (1 + TreeGrowth) && _vocabulary.Count > 2)
        {
            CompareTree(pool);
        }

        if (_vocabulary.KnownTokens > Tables.Total * (1 + TableGrowth) || _vocabulary.Count > Tables.Counts.Length * (1 + TableGrowth))
        {
            RenewTables(_vocabulary.Counts);
        }
    }

    private void Admit(TrainerPool pool)
    {
        var evictions = _admissions.Where(admission => admission.Replaced).ToArray();
        var split = new List<(int Word, int[] Path)>();
        foreach (var admission in _admissions)
        {
            if (admission.Replaced)
            {
                continue;
            }

            _model.InitializeRow(admission.Id, admission.RowGeneration);
            if (Tree is not null)
            {
                if (Tree.AddWord() is >= 0 and var sibling)
                {
                    split.Add((sibling, Tree.Path(sibling)));
                }

                _paths[admission.Id] = Tree.Path(admission.Id);
            }
        }

        if (split.Count > 0)
        {
            // A newcomer's leaf may itself be split for a later one: its final path is the one to set.
            foreach (var (word, _) in split)
            {
                if (word >= Tree!.Words - _admissions.Count + evictions.Length)
                {
                    _paths[word] = Tree.Path(word);
                }
            }

            var paths = _paths;
            pool.SubmitOrdered(() =>
            {
                foreach (var (word, path) in split)
                {
                    paths[word] = path;
                }
            });
        }

        if (evictions.Length > 0)
        {
            pool.SubmitExclusive(() =>
            {
                foreach (var admission in evictions)
                {
                    _model.InitializeRow(admission.Id, admission.RowGeneration);
                }
            });
        }
    }

    private void CompareTree(TrainerPool pool)
    {
        TreeTokens = _vocabulary.KnownTokens;
        var fresh = HuffmanTree.Build(_vocabulary.Counts);
        if (Tree!.WeightedLength(_vocabulary.Counts) > fresh.WeightedLength(_vocabulary.Counts) * (1 + TreeSlack))
        {
            Replace(fresh, pool);
        }
    }

    private void Replace(HuffmanTree fresh, TrainerPool pool)
    {
        var carryOver = HuffmanCarryOver.Match(Tree!, fresh, _vocabulary.Counts);
        var paths = fresh.CopyPaths(_vocabulary.MaxWords);
        _paths = paths;
        Tree = fresh;
        TreeRebuilds++;
        KeptShare = carryOver.KeptShare;
        RenewTables(_vocabulary.Counts); // the nodes have other numbers now, and with them their rates
        var nodes = _model.Rows.Nodes;
        pool.SubmitExclusive(() =>
        {
            foreach (var copy in carryOver.Copies)
            {
                nodes[copy.Source].CopyTo(nodes[copy.Destination]);
                if (copy.Negate)
                {
                    Negate(nodes[copy.Destination]);
                }
            }

            foreach (var node in carryOver.Negated)
            {
                Negate(nodes[node]);
            }

            foreach (var node in carryOver.Cleared)
            {
                nodes[node].Clear();
            }

            _codes.Replace(paths);
        });
    }

    [MemberNotNull(nameof(Tables), nameof(Rates))]
    private void RenewTables(ReadOnlySpan<double> counts)
    {
        Tables = new(counts, _options.NoiseExponent, _options.Sample, _options.Objective.HasFlag(Objective.NegativeSampling));
        Rates = _options.RateSchedule == RateSchedule.Constant ? RowRates.Uniform : new(Tables, Tree, RateCurves.Of(_options));
    }

    private static void Negate(Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = -row[i];
        }
    }
}
