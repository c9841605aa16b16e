using System.Runtime.InteropServices;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// A Huffman tree over word ids that can grow. Inner nodes are numbered like the rows of their vectors; with V words there are V - 1. A path lists, from the
/// root down, node · 2 + bit. A word that comes later hangs on the split leaf of a rare word, so old paths only get longer; <see cref="HuffmanCarryOver"/>
/// moves the vectors when a fresh tree takes over.
/// </summary>
internal sealed class HuffmanTree
{
    private readonly List<int> _children; // child with bit 0 and with bit 1 of each node: a node, or ~word
    private readonly Queue<int> _splittable; // rare words first; a split leaf goes to the end, so that no path grows by one word alone
    private int[][] _paths;

    private HuffmanTree(List<int> children, Queue<int> splittable, int words)
    {
        _children = children;
        _splittable = splittable;
        _paths = new int[Math.Max(words, 16)][];
        Words = words;
    }

    /// <summary>Leaves.</summary>
    public int Words { get; private set; }

    /// <summary>Inner nodes: one less than leaves.</summary>
    public int InnerNodes => _children.Count / 2;

    /// <summary>The longest path.</summary>
    public int Depth => Words == 0 ? 0 : _paths.Take(Words).Max(path => path.Length);

    /// <summary>The children of all inner nodes, for writing a generation.</summary>
    internal IReadOnlyList<int> Children => _children;

    /// <summary>The order in which leaves will be split, for writing a generation.</summary>
    internal IReadOnlyCollection<int> Splittable => _splittable;

    /// <summary>
    /// Builds the optimal tree for counts by id. Ties are broken by id, so equal counts give equal trees; between a word and an inner node of equal
    /// weight the node is joined first, as in word2vec.c, which learns better vectors (docs/decisions/0013).
    /// </summary>
    public static HuffmanTree Build(ReadOnlySpan<double> counts)
    {
        var words = counts.Length;
        var weights = counts.ToArray();
        var order = RarestFirst(counts);
        var children = new List<int>(Math.Max(0, 2 * (words - 1)));
        var nodeWeights = new double[Math.Max(0, words - 1)];
        var leaf = 0;
        var node = 0;
        for (var made = 0; made < words - 1; made++)
        {
            var first = TakeLightest(made, out var firstWeight);
            var second = TakeLightest(made, out var secondWeight);
            nodeWeights[made] = firstWeight + secondWeight;
            children.Add(second);
            children.Add(first);
        }

        var tree = new HuffmanTree(children, new Queue<int>(order), words);
        tree.FindPaths();
        return tree;

        int TakeLightest(int made, out double weight)
        {
            if (leaf < words && (node == made || weights[order[leaf]] < nodeWeights[node]))
            {
                weight = weights[order[leaf]];
                return ~order[leaf++];
            }

            weight = nodeWeights[node];
            return node++;
        }
    }

    /// <summary>Words, the rarest first; of equal counts the later word first.</summary>
    public static int[] RarestFirst(ReadOnlySpan<double> counts)
    {
        var weights = counts.ToArray();
        var order = new int[weights.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => weights[a] != weights[b] ? weights[a].CompareTo(weights[b]) : b.CompareTo(a));
        return order;
    }

    /// <summary>Takes over a tree as a generation holds it.</summary>
    /// <exception cref="InvalidDataException">The arrays do not describe a tree of that many words.</exception>
    public static HuffmanTree Restore(int words, IReadOnlyList<int> children, IEnumerable<int> splittable)
    {
        var tree = new HuffmanTree([.. children], new Queue<int>(splittable), words);
        tree.CheckShape();
        tree.FindPaths();
        return tree;
    }

    /// <summary>Copies <see cref="Children"/> and <see cref="Splittable"/> as they are now.</summary>
    internal void CopyTo(ReusedArray<int> children, ReusedArray<int> splittable)
    {
        children.Take(CollectionsMarshal.AsSpan(_children));
        splittable.Take(_splittable);
    }

    /// <summary>
    /// The children of the tree as it was when it had its first <paramref name="words"/> words and none had been split off since: the later ones are taken out again.
    /// </summary>
    /// <exception cref="InvalidDataException">It never was that tree: the file that it was restored from is not what a learner writes.</exception>
    public List<int> ChildrenOfFirst(int words)
    {
        var children = new List<int>(_children);
        var places = new int[InnerNodes];
        Array.Fill(places, -1);
        for (var place = 0; place < children.Count; place++)
        {
            if (children[place] >= 0)
            {
                places[children[place]] = place;
            }
        }

        for (var word = Words - 1; word >= Math.Max(words, 1); word--)
        {
            var node = word - 1;
            if (children[2 * node] >= 0 || places[node] >= children.Count)
            {
                throw new InvalidDataException($"its tree was not grown word by word: node {node} does not part the leaf of an earlier word");
            }

            if (places[node] >= 0)
            {
                children[places[node]] = children[2 * node];
            }

            children.RemoveRange(2 * node, 2);
        }

        return children;
    }

    /// <summary>The tree of these children, to look things up in: its leaves have no order in which they would be split.</summary>
    public static HuffmanTree Of(List<int> children, int words)
    {
        var tree = new HuffmanTree(children, new Queue<int>(), words);
        tree.FindPaths();
        return tree;
    }

    /// <summary>The word beside whose leaf a later word was hung: at bit 0 of the node that came with it, however often that leaf was split afterwards.</summary>
    public int SiblingOf(int word)
    {
        var child = _children[2 * (word - 1)];
        while (child >= 0)
        {
            child = _children[2 * child];
        }

        return ~child;
    }

    /// <summary>Hangs words on the tree, the next ids in order, each beside the leaf of one that it has.</summary>
    public void AddBeside(IReadOnlyList<int> siblings)
    {
        var split = new HashSet<int>(siblings);
        var order = _splittable.Where(word => !split.Contains(word)).ToArray();
        _splittable.Clear();
        foreach (var word in order)
        {
            _splittable.Enqueue(word);
        }

        foreach (var sibling in siblings)
        {
            var word = Words++;
            Reserve(word);
            Split(sibling, word);
            if (!split.Contains(word))
            {
                _splittable.Enqueue(word);
            }
        }

        foreach (var sibling in siblings.Distinct())
        {
            _splittable.Enqueue(sibling);
        }
    }

    /// <summary>The path of a word, from the root: node · 2 + bit. Never changed in place.</summary>
    public int[] Path(int word) => _paths[word];

    /// <summary>A copy of the array of all paths, for the trainers.</summary>
    public int[][] CopyPaths(int capacity)
    {
        var copy = new int[Math.Max(capacity, Words)][];
        Array.Copy(_paths, copy, Words);
        return copy;
    }

    /// <summary>
    /// Hangs the next word (id <see cref="Words"/>) on the tree by splitting a rare leaf, and returns that leaf's word: its path and the newcomer's end in the
    /// new node, whose vector must be zero.
    /// </summary>
    /// <returns>The word whose leaf was split, or -1 if the newcomer is the first word.</returns>
    public int AddWord()
    {
        var word = Words++;
        Reserve(word);
        if (word == 0)
        {
            _paths[0] = [];
            _splittable.Enqueue(0);
            return -1;
        }

        var sibling = _splittable.Dequeue();
        Split(sibling, word);
        _splittable.Enqueue(sibling);
        _splittable.Enqueue(word);
        return sibling;
    }

    /// <summary>
    /// The words from left to right, so that those below a node are neighbors: of node n, those below bit 0 are at places First to Second - 1, those below bit 1 at
    /// Second to End - 1.
    /// </summary>
    public int[] LeavesInOrder(out (int First, int Second, int End)[] ranges)
    {
        var leaves = new int[Words];
        ranges = new (int, int, int)[InnerNodes];
        if (InnerNodes == 0)
        {
            return leaves;
        }

        var place = 0;
        var visits = new Stack<(int Child, int Stage)>();
        visits.Push((Root(), 0));
        while (visits.TryPop(out var visit))
        {
            var (node, stage) = visit;
            if (node < 0)
            {
                leaves[place++] = ~node;
            }
            else if (stage == 0)
            {
                ranges[node].First = place;
                visits.Push((node, 1));
                visits.Push((_children[2 * node], 0));
            }
            else if (stage == 1)
            {
                ranges[node].Second = place;
                visits.Push((node, 2));
                visits.Push((_children[(2 * node) + 1], 0));
            }
            else
            {
                ranges[node].End = place;
            }
        }

        return leaves;
    }

    /// <summary>Renumbers the inner nodes: node n becomes <paramref name="names"/>[n], a permutation.</summary>
    public void Rename(int[] names)
    {
        var old = _children.ToArray();
        for (var n = 0; n < names.Length; n++)
        {
            for (var bit = 0; bit < 2; bit++)
            {
                var child = old[(2 * n) + bit];
                _children[(2 * names[n]) + bit] = child < 0 ? child : names[child];
            }
        }

        FindPaths();
    }

    /// <summary>The sum over words of count · path length: what the optimal tree makes smallest.</summary>
    public double WeightedLength(ReadOnlySpan<double> counts)
    {
        var sum = 0.0;
        for (var w = 0; w < counts.Length; w++)
        {
            sum += counts[w] * _paths[w].Length;
        }

        return sum;
    }

    private void Reserve(int word)
    {
        if (word >= _paths.Length)
        {
            Array.Resize(ref _paths, word * 2);
        }
    }

    private void Split(int sibling, int word)
    {
        var node = InnerNodes;
        _children.Add(~sibling);
        _children.Add(~word);
        var path = _paths[sibling];
        if (path.Length > 0)
        {
            _children[path[^1]] = node;
        }

        _paths[sibling] = [.. path, node * 2];
        _paths[word] = [.. path, (node * 2) + 1];
    }

    private int Root()
    {
        var isChild = new bool[InnerNodes];
        foreach (var child in _children)
        {
            if (child >= 0)
            {
                isChild[child] = true;
            }
        }

        return Array.IndexOf(isChild, false);
    }

    private void FindPaths()
    {
        if (InnerNodes == 0)
        {
            if (Words == 1)
            {
                _paths[0] = [];
            }

            return;
        }

        var stack = new Stack<(int Node, int[] Path)>();
        stack.Push((Root(), []));
        while (stack.TryPop(out var place))
        {
            for (var bit = 0; bit < 2; bit++)
            {
                int[] path = [.. place.Path, (place.Node * 2) + bit];
                var child = _children[(place.Node * 2) + bit];
                if (child < 0)
                {
                    _paths[~child] = path;
                }
                else
                {
                    stack.Push((child, path));
                }
            }
        }
    }

    private void CheckShape()
    {
        var seenWords = new bool[Words];
        var seenNodes = new bool[InnerNodes];
        var valid = _children.Count == Math.Max(0, 2 * (Words - 1)) && _splittable.All(w => (uint)w < (uint)Words);
        for (var i = 0; valid && i < _children.Count; i++)
        {
            var child = _children[i];
            var seen = child < 0 ? seenWords : seenNodes;
            var place = child < 0 ? ~child : child;
            valid = (uint)place < (uint)seen.Length && !seen[place];
            if (valid)
            {
                seen[place] = true;
            }
        }

        // Every word and every node but one has exactly one parent; that one must reach all of them, or there is a cycle.
        if (!valid || (Words > 1 && (seenWords.Contains(false) || seenNodes.Count(seen => !seen) != 1 || !ReachesAll())))
        {
            throw new InvalidDataException("The Huffman tree is not a tree over the vocabulary.");
        }
    }

    private bool ReachesAll()
    {
        var reached = 0;
        var stack = new Stack<int>();
        stack.Push(Root());
        while (stack.TryPop(out var node))
        {
            reached++;
            for (var bit = 0; bit < 2; bit++)
            {
                if (_children[(2 * node) + bit] is >= 0 and var child)
                {
                    stack.Push(child);
                }
            }
        }

        return reached == InnerNodes;
    }
}
