namespace StreamW2V.Engine.Vocabulary;

/// <summary>Words that may be admitted at the next edge, with their estimates. At most <see cref="Capacity"/>: a word beyond that is noted when it is seen again.</summary>
internal sealed class Candidates
{
    /// <summary>
    /// Words noted between two edges at most. Twice the tokens between two edges, so that only a single line of more tokens than that can pass it.
    /// </summary>
    public const int Capacity = 16_384;

    private readonly TokenTable _words = new();
    private readonly ContextWords _contexts = new();
    private double[] _estimates = new double[256];

    /// <summary>Words noted.</summary>
    public int Count => _words.Count;

    /// <summary>The word noted as number <paramref name="candidate"/>.</summary>
    public ReadOnlySpan<byte> this[int candidate] => _words[candidate];

    /// <summary>Bytes as allocated.</summary>
    internal long Bytes => _words.Bytes + (_estimates.Length * sizeof(double)) + _contexts.Bytes;

    /// <summary>The words around the candidates, by their numbers.</summary>
    public ContextWords Contexts => _contexts;

    /// <summary>The keyed hash of a candidate.</summary>
    public ulong HashOf(int candidate) => _words.HashOf(candidate);

    /// <summary>The latest estimate of a candidate.</summary>
    public double Estimate(int candidate) => _estimates[candidate];

    /// <summary>Notes a word, or that its estimate has changed. Returns its number, or -1 where there is no room for it.</summary>
    public int Note(ReadOnlySpan<byte> token, ulong hash, double estimate)
    {
        var candidate = _words.Find(token, hash);
        if (candidate < 0)
        {
            if (Count == Capacity)
            {
                return -1;
            }

            candidate = _words.Add(token, hash);
            if (candidate == _estimates.Length)
            {
                Array.Resize(ref _estimates, candidate * 2);
            }
        }

        _estimates[candidate] = estimate;
        return candidate;
    }

    /// <summary>The candidates, the highest estimate first, ties in the order in which they were noted.</summary>
    public int[] ByEstimate()
    {
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => _estimates[b] != _estimates[a] ? _estimates[b].CompareTo(_estimates[a]) : a.CompareTo(b));
        return order;
    }

    /// <summary>Forgets one word; the others stay in the order in which they were noted. False if it was not noted.</summary>
    public bool Remove(ReadOnlySpan<byte> token, ulong hash)
    {
        var removed = _words.Find(token, hash);
        if (removed < 0)
        {
            return false;
        }

        var others = new List<(byte[] Token, ulong Hash, double Estimate, int[] Context)>();
        for (var i = 0; i < Count; i++)
        {
            if (i != removed)
            {
                others.Add((_words[i].ToArray(), HashOf(i), _estimates[i], _contexts[i].ToArray()));
            }
        }

        Clear();
        foreach (var (other, itsHash, estimate, context) in others)
        {
            _contexts.Add(Note(other, itsHash, estimate), context);
        }

        return true;
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _words.Clear();
        _contexts.Clear();
    }
}
