namespace StreamW2V.Engine.Sampling;

/// <summary>
/// Builds the next tree from the last one: the two lightest subtrees are joined, as Huffman's algorithm says, but what was joined before is joined again if it is hardly heavier. Counts
/// that have grown a little change the order of thousands of rare words, and with it every pair of them, for nothing; so most subtrees, and the vectors that tell
/// their halves apart, live on.
/// </summary>
internal sealed class HuffmanRenewal
{
    /// <summary>Bytes for each word: parents, and two subtrees, with a place in the order of weights and in the look-up each.</summary>
    internal const int BytesPerWord = (2 * sizeof(int)) + (2 * (32 + 56 + 40));

    private readonly HuffmanTree _old;
    private readonly double _tolerance;
    private readonly int[] _parents; // of old nodes, then of old words; -1 for the root
    private readonly List<Subtree> _subtrees = [];
    private readonly Dictionary<int, int> _standIns = []; // old node, or ~word, to the subtree that stands for it and waits to be joined
    private readonly SortedSet<(double Weight, int Subtree)> _waiting = [];

    /// <summary>
    /// How much heavier than the lightest subtree another one may be to be joined for old times' sake. With 0.2 three quarters of the (word, step) pairs keep their meaning after a tenth
    /// more tokens instead of two thirds, for codes 0.1 % longer than the optimum (docs/streaming.md).
    /// </summary>
    public const double Tolerance = 0.2;

    private HuffmanRenewal(HuffmanTree old, double tolerance)
    {
        _old = old;
        _tolerance = tolerance;
        _parents = new int[old.InnerNodes + old.Words];
        Array.Fill(_parents, -1);
        for (var node = 0; node < old.InnerNodes; node++)
        {
            Parent(old.Children[2 * node]) = node;
            Parent(old.Children[(2 * node) + 1]) = node;
        }
    }

    /// <summary>A tree over words of which the old one has the first ones.</summary>
    /// <param name="old">The tree in use.</param>
    /// <param name="counts">Counts by word id, at least as many as the old tree has words.</param>
    /// <param name="tolerance">0 gives an optimal tree; see <see cref="Tolerance"/>.</param>
    public static HuffmanTree Build(HuffmanTree old, ReadOnlySpan<double> counts, double tolerance) => new HuffmanRenewal(old, tolerance).Build(counts);

    private ref int Parent(int child) => ref _parents[child >= 0 ? child : _old.InnerNodes + ~child];

    private HuffmanTree Build(ReadOnlySpan<double> counts)
    {
        var children = new List<int>(2 * counts.Length);
        for (var word = 0; word < counts.Length; word++)
        {
            Add(new(counts[word], ~word, word < _old.Words ? ~word : null));
        }

        while (_waiting.Count > 1)
        {
            var a = Take(_waiting.Min.Subtree);
            var b = Take(PartnerOf(a));
            var node = OldNodeOf(a, b);

            // Where it stood for bit 0 or 1 in the old tree, it does again.
            var isSwapped = node is { } old && (_old.Children[2 * old] == b.Old || _old.Children[(2 * old) + 1] == a.Old);
            children.Add(isSwapped ? b.Child : a.Child);
            children.Add(isSwapped ? a.Child : b.Child);
            Add(new(a.Weight + b.Weight, (children.Count / 2) - 1, node));
        }

        return HuffmanTree.Restore(counts.Length, children, HuffmanTree.RarestFirst(counts));
    }

    /// <summary>Of two subtrees that have as good a claim to an old node, the first keeps it.</summary>
    private void Add(Subtree subtree)
    {
        var number = _subtrees.Count;
        if (subtree.Old is { } old && !_standIns.TryAdd(old, number))
        {
            subtree = subtree with { Old = null };
        }

        _subtrees.Add(subtree);
        _waiting.Add((subtree.Weight, number));
    }

    private Subtree Take(int number)
    {
        var subtree = _subtrees[number];
        _waiting.Remove((subtree.Weight, number));
        if (subtree.Old is { } old)
        {
            _standIns.Remove(old);
        }

        return subtree;
    }

    /// <summary>The old partner if it is light enough; or else, of the lightest few, one whose own partner is not; or the lightest.</summary>
    private int PartnerOf(Subtree subtree)
    {
        const int Few = 8;
        var lightest = _waiting.Min;
        var limit = lightest.Weight * (1 + _tolerance);
        if (OldPartnerOf(subtree) is { } partner && _subtrees[partner].Weight <= limit)
        {
            return partner;
        }

        foreach (var (_, number) in _waiting.Take(Few).TakeWhile(other => other.Weight <= limit))
        {
            if (OldPartnerOf(_subtrees[number]) is not { } other || _subtrees[other].Weight > limit * (1 + _tolerance))
            {
                return number;
            }
        }

        return lightest.Subtree;
    }

    private int? OldPartnerOf(Subtree subtree)
    {
        if (subtree.Old is not { } old || Parent(old) is not (>= 0 and var parent))
        {
            return null;
        }

        var partner = _old.Children[2 * parent] == old ? _old.Children[(2 * parent) + 1] : _old.Children[2 * parent];
        return _standIns.TryGetValue(partner, out var number) ? number : null;
    }

    /// <summary>The old node that the join of two subtrees stands for: the parent of the heavier one's, or of the other's.</summary>
    private int? OldNodeOf(Subtree a, Subtree b)
    {
        var (heavy, light) = a.Weight >= b.Weight ? (a, b) : (b, a);
        return (heavy.Old ?? light.Old) is { } old && Parent(old) is >= 0 and var parent ? parent : null;
    }

    /// <summary>A subtree of the new tree.</summary>
    /// <param name="Weight">The sum of its counts.</param>
    /// <param name="Child">Its root as a child: a node of the new tree, or ~word.</param>
    /// <param name="Old">What it stands for in the old tree: a node, ~word, or nothing.</param>
    private readonly record struct Subtree(double Weight, int Child, int? Old);
}
