using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Keeps a Huffman tree near the optimum while the vocabulary grows. Newcomers are hung on split leaves at once. When the known tokens have grown by a share, a new tree is built
/// beside training; some edges later it takes over, if it is worth it.
/// </summary>
internal sealed class GrowingTree
{
    /// <summary>
    /// The tree is compared with the optimal one when the known tokens have grown by this share since the last time; those of words that were evicted, whose leaves
    /// others now have, count as well.
    /// </summary>
    private const double Growth = 0.10;

    /// <summary>Tokens, for each word, that are learned while a tree is built, as long as it takes about; but no more than <see cref="Patience"/> of all so far.</summary>
    private const int TokensPerWord = 16;

    private const double Patience = 1.0 / 32;

    private readonly LearnerOptions _options;
    private readonly GrowingVocabulary _vocabulary;
    private readonly RowTable _nodes;
    private readonly RowGuard _guard;
    private readonly CodeTable _codes;
    private int[][] _paths; // what the trainers read, or will read once the batches before it are done
    private double _tokens;
    private double _moved;
    private TreeRenewal? _renewal;

    /// <summary>Takes over a tree as a generation holds it, or builds one.</summary>
    public GrowingTree(LearnerOptions options, GrowingVocabulary vocabulary, ModelRows rows, CodeTable codes, TreeState? saved)
    {
        _options = options;
        _vocabulary = vocabulary;
        _nodes = rows.Nodes;
        _guard = rows.Guard;
        _codes = codes;
        _tokens = saved?.Tokens ?? vocabulary.KnownTokens;
        _moved = saved?.Moved ?? 0;
        Tree = saved is null ? HuffmanTree.Build(LeafWeights()) : HuffmanTree.Restore(vocabulary.Count, saved.Children, saved.Splittable);
        if (saved is { RenewalWeights.Length: > 0 })
        {
            Renew(saved.RenewalWeights, saved.RenewalTokens);
        }

        _paths = Tree.CopyPaths(vocabulary.MaxWords);
        codes.Replace(_paths);
    }

    /// <summary>The tree.</summary>
    public HuffmanTree Tree { get; private set; }

    /// <summary>Times a new tree took over since this object was made.</summary>
    public int Rebuilds { get; private set; }

    /// <summary>The share of (word, path step) pairs whose vector kept its meaning the last time; 1 before the first.</summary>
    public double KeptShare { get; private set; } = 1;

    /// <summary>What a generation must hold to go on from here.</summary>
    public TreeState State => new(_tokens, _moved, Tree.Children, Tree.Splittable, _renewal?.DueTokens ?? 0, _renewal?.Weights ?? []);

    /// <summary><see cref="State"/> as it is now, with children and leaves in memory of the caller's.</summary>
    public TreeState CopyTo(ReusedArray<int> children, ReusedArray<int> splittable)
    {
        Tree.CopyTo(children, splittable);
        return State with { Children = children.Items, Splittable = splittable.Items };
    }

    /// <summary>Hangs newcomers on the tree; those that took the row of another have its leaf.</summary>
    public void Add(IReadOnlyList<Admission> admissions, TrainerPool pool)
    {
        var known = Tree.Words;
        var split = new HashSet<int>();
        foreach (var admission in admissions.Where(admission => !admission.Replaced))
        {
            if (Tree.AddWord() is >= 0 and var sibling && sibling < known)
            {
                split.Add(sibling);
            }
        }

        // No batch under way can reach the paths of newcomers; those that became longer are set behind it.
        for (var word = known; word < Tree.Words; word++)
        {
            _paths[word] = Tree.Path(word);
        }

        if (split.Count > 0)
        {
            var paths = _paths;
            var longer = split.Select(word => (word, Tree.Path(word))).ToArray();
            pool.SubmitOrdered(() =>
            {
                foreach (var (word, path) in longer)
                {
                    paths[word] = path;
                }
            });
        }
    }

    /// <summary>Begins a new tree if it is time, or lets one take over that is due. Returns whether the nodes have other numbers now.</summary>
    /// <param name="pool">The trainers.</param>
    /// <param name="tokens">Tokens given.</param>
    /// <param name="moved">Known tokens whose leaf is another word's since the last edge.</param>
    public bool CrossEdge(TrainerPool pool, long tokens, double moved)
    {
        _moved += moved;
        if (_renewal is not null)
        {
            return tokens >= _renewal.DueTokens && TakeOver(pool);
        }

        if (_vocabulary.KnownTokens + _moved > _tokens * (1 + Growth) && _vocabulary.Count > 2)
        {
            _tokens = _vocabulary.KnownTokens;
            _moved = 0;
            Renew(LeafWeights(), tokens + Math.Min((long)(tokens * Patience) + 1, (long)TokensPerWord * Tree.Words));
        }

        return false;
    }

    /// <summary>Follows counts that were halved so many times.</summary>
    public void Age(int halvings)
    {
        _tokens = Math.ScaleB(_tokens, -halvings);
        _moved = Math.ScaleB(_moved, -halvings);
    }

    private void Renew(double[] weights, long dueTokens) =>
        _renewal = new(Tree.ChildrenOfFirst(weights.Length), weights, dueTokens, _options.HuffmanSlack, _options.HuffmanCarry);

    private bool TakeOver(TrainerPool pool)
    {
        var known = _renewal!.Weights.Length;
        var result = _renewal.Take();
        _renewal = null;
        if (result is not var (fresh, carryOver))
        {
            return false;
        }

        // Words that came while it was built stay beside the same words, so that their nodes keep their meaning.
        fresh.AddBeside([.. Enumerable.Range(known, Tree.Words - known).Select(Tree.SiblingOf)]);
        var paths = fresh.CopyPaths(_vocabulary.MaxWords);
        _paths = paths;
        Tree = fresh;
        Rebuilds++;
        KeptShare = carryOver.KeptShare;
        pool.SubmitExclusive(() =>
        {
            Apply(carryOver);
            _codes.Replace(paths);
        });
        return true;
    }

    private void Apply(HuffmanCarryOver carryOver)
    {
        var snapshot = _guard.Current;
        foreach (var copy in carryOver.Copies)
        {
            snapshot?.KeepNode(copy.Destination);
            _nodes[copy.Source].CopyTo(_nodes[copy.Destination]);
            if (copy.Negate)
            {
                Negate(_nodes[copy.Destination]);
            }
        }

        foreach (var node in carryOver.Negated)
        {
            snapshot?.KeepNode(node);
            Negate(_nodes[node]);
        }

        foreach (var node in carryOver.Cleared)
        {
            snapshot?.KeepNode(node);
            _nodes[node].Clear();
        }
    }

    /// <summary>
    /// The counts, each at least one token: words that were not seen for very long have counts of ever smaller powers of two, on which a tree would be a chain
    /// as long as there are words.
    /// </summary>
    private double[] LeafWeights()
    {
        var weights = _vocabulary.Counts.ToArray();
        foreach (ref var weight in weights.AsSpan())
        {
            weight = Math.Max(weight, 1);
        }

        return weights;
    }

    private static void Negate(Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = -row[i];
        }
    }
}
