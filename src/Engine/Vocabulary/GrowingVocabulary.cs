using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The vocabulary of a stream in bounded memory. Words outside it are counted by a <see cref="CountMinSketch"/>; one whose estimate reaches min-count, over the
/// whole stream, becomes a candidate and is admitted at the next edge while there is room. When there is none, it takes the row of the weakest word if
/// its estimate is larger than that word's count (TinyLFU, Einziger et al. 2017: a newcomer that is no more frequent never evicts). One writer.
/// </summary>
internal sealed class GrowingVocabulary
{
    private readonly TokenHash _hash;
    private readonly TokenKeys _keys;
    private readonly int _minCount;
    private readonly TokenTable _words = new();
    private readonly TokenTable _candidates = new();
    private double[] _counts = new double[1024];
    private uint[] _rowGenerations = new uint[1024];
    private double[] _estimates = new double[256];
    private int[] _ids = new int[512];

    /// <summary>An empty vocabulary for at most <paramref name="maxWords"/> words.</summary>
    public GrowingVocabulary(TokenHash hash, int minCount, int maxWords)
    {
        _hash = hash;
        _keys = new TokenKeys(hash);
        _minCount = minCount;
        MaxWords = maxWords;
    }

    /// <summary>The hard bound on words, and so on rows.</summary>
    public int MaxWords { get; }

    /// <summary>Words admitted; ids run from 0 to one less.</summary>
    public int Count => _words.Count;

    /// <summary>The counts of the admitted words by id.</summary>
    public ReadOnlySpan<double> Counts => _counts.AsSpan(0, Count);

    /// <summary>The sum of <see cref="Counts"/>.</summary>
    public double KnownTokens { get; private set; }

    /// <summary>Words that took the row of another since the store was made.</summary>
    public long Evictions => EvictionLog.Total;

    /// <summary>The latest evictions.</summary>
    internal EvictionLog EvictionLog { get; set; } = new();

    /// <summary>The counts of words outside the table; a vocabulary that does not grow never makes it.</summary>
    internal CountMinSketch Sketch
    {
        get => field ??= new CountMinSketch((int)Math.Min(4L * MaxWords, 1 << 24));
        set;
    }

    internal TokenTable Candidates => _candidates;

    /// <summary>What a newcomer's estimate must exceed now that the table is full; the weakest count at the last edge.</summary>
    internal double Floor { get; set; }

    /// <summary>The token of an admitted word.</summary>
    public ReadOnlySpan<byte> Token(int id) => _words[id];

    /// <summary>How many words had the row before its present word.</summary>
    public uint RowGeneration(int id) => _rowGenerations[id];

    /// <summary>Counts the tokens of a sentence and returns their ids, -1 for those not admitted. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> ObserveAll(TokenBuffer tokens)
    {
        var ids = RoomFor(tokens);
        for (var first = 0; first < ids.Length; first += TokenKeys.Capacity)
        {
            _keys.Fill(tokens, first);
            var some = ids.Slice(first, _keys.Count);
            _words.Find(_keys, tokens, first, some);
            for (var i = 0; i < some.Length; i++)
            {
                if (some[i] < 0)
                {
                    Sketch.Prefetch(_keys.Hashes[i]);
                }
            }

            var known = 0;
            for (var i = 0; i < some.Length; i++)
            {
                if (some[i] >= 0)
                {
                    _counts[some[i]]++;
                    known++;
                }
                else
                {
                    CountUnknown(tokens[first + i], _keys.Hashes[i]);
                }
            }

            KnownTokens += known;
        }

        return ids;
    }

    /// <summary>The ids of the words of a sentence, -1 for those not admitted, without counting. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> FindAll(TokenBuffer tokens)
    {
        var ids = RoomFor(tokens);
        for (var first = 0; first < ids.Length; first += TokenKeys.Capacity)
        {
            _keys.Fill(tokens, first);
            _words.Find(_keys, tokens, first, ids[first..]);
        }

        return ids;
    }

    /// <summary>Counts one token and returns its id, or -1 while it is not admitted.</summary>
    public int Observe(ReadOnlySpan<byte> token)
    {
        var hash = _hash.Of(token);
        var id = _words.Find(token, hash);
        if (id >= 0)
        {
            _counts[id]++;
            KnownTokens++;
        }
        else
        {
            CountUnknown(token, hash);
        }

        return id;
    }

    /// <summary>The id of a word, or -1, without counting.</summary>
    public int Find(ReadOnlySpan<byte> token) => _words.Find(token, _hash.Of(token));

    /// <summary>
    /// Admits the candidates noted since the last edge, most frequent first, and lists them in <paramref name="admissions"/>. The store has been given
    /// <paramref name="tokens"/> tokens.
    /// </summary>
    public void AdmitCandidates(List<Admission> admissions, long tokens)
    {
        admissions.Clear();
        if (_candidates.Count == 0)
        {
            return;
        }

        var order = new int[_candidates.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => _estimates[b] != _estimates[a] ? _estimates[b].CompareTo(_estimates[a]) : a.CompareTo(b));
        var next = 0;
        for (; next < order.Length && Count < MaxWords; next++)
        {
            admissions.Add(Admit(order[next]));
        }

        if (Count == MaxWords)
        {
            ReplaceWeakest(order.AsSpan(next), admissions, tokens);
        }

        _candidates.Clear();
    }

    internal void NoteCandidate(ReadOnlySpan<byte> token, ulong hash, double estimate)
    {
        var candidate = _candidates.Find(token, hash);
        if (candidate < 0)
        {
            candidate = _candidates.Add(token, hash);
            if (candidate == _estimates.Length)
            {
                Array.Resize(ref _estimates, candidate * 2);
            }
        }

        _estimates[candidate] = estimate;
    }

    internal void NoteCandidate(ReadOnlySpan<byte> token, double estimate) => NoteCandidate(token, _hash.Of(token), estimate);

    internal double Estimate(int candidate) => _estimates[candidate];

    /// <summary>Takes over a word as a generation holds it.</summary>
    internal void Restore(ReadOnlySpan<byte> token, double count, uint rowGeneration) => Place(token, _hash.Of(token), count, rowGeneration);

    private Span<int> RoomFor(TokenBuffer tokens)
    {
        if (_ids.Length < tokens.Count)
        {
            _ids = new int[Math.Max(tokens.Count, _ids.Length * 2)];
        }

        return _ids.AsSpan(0, tokens.Count);
    }

    private void CountUnknown(ReadOnlySpan<byte> token, ulong hash)
    {
        var estimate = Sketch.Add(hash);
        if (estimate >= _minCount && (Count < MaxWords || estimate > Floor))
        {
            NoteCandidate(token, hash, estimate);
        }
    }

    private Admission Admit(int candidate)
    {
        var estimate = _estimates[candidate];
        var id = Place(_candidates[candidate], _candidates.HashOf(candidate), estimate, 0);
        return new(id, 0, false, estimate);
    }

    private int Place(ReadOnlySpan<byte> token, ulong hash, double count, uint rowGeneration)
    {
        var id = _words.Add(token, hash);
        if (id == _counts.Length)
        {
            Array.Resize(ref _counts, id * 2);
            Array.Resize(ref _rowGenerations, id * 2);
        }

        _counts[id] = count;
        _rowGenerations[id] = rowGeneration;
        KnownTokens += count;
        return id;
    }

    private void ReplaceWeakest(ReadOnlySpan<int> candidates, List<Admission> admissions, long tokens)
    {
        // The weakest words, weakest first, as many as there are candidates: a bounded heap with the strongest of them on top.
        var weakest = new PriorityQueue<int, (double Count, int Id)>(
            Comparer<(double Count, int Id)>.Create((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : b.Id.CompareTo(a.Id)));
        var wanted = candidates.Length + 1;
        for (var id = 0; id < Count; id++)
        {
            if (weakest.Count < wanted)
            {
                weakest.Enqueue(id, (_counts[id], id));
            }
            else if (_counts[id] < _counts[weakest.Peek()])
            {
                weakest.EnqueueDequeue(id, (_counts[id], id));
            }
        }

        var ids = new int[weakest.Count];
        for (var i = ids.Length - 1; i >= 0; i--)
        {
            ids[i] = weakest.Dequeue();
        }

        var taken = 0;
        foreach (var candidate in candidates)
        {
            if (taken == ids.Length || _estimates[candidate] <= _counts[ids[taken]])
            {
                break;
            }

            admissions.Add(Replace(ids[taken++], candidate, tokens));
        }

        Floor = taken < ids.Length ? _counts[ids[taken]] : _counts[ids[^1]];
    }

    private Admission Replace(int id, int candidate, long tokens)
    {
        EvictionLog.Add(new(id, _words[id].ToArray(), _counts[id], _candidates[candidate].ToArray(), tokens));

        // What is known of the evicted word goes back to the sketch, so that it returns as soon as it is frequent again.
        Sketch.RaiseTo(_words.HashOf(id), (uint)Math.Min(_counts[id], uint.MaxValue));
        KnownTokens += _estimates[candidate] - _counts[id];
        _words.Replace(id, _candidates[candidate], _candidates.HashOf(candidate));
        _counts[id] = _estimates[candidate];
        return new(id, ++_rowGenerations[id], true, _counts[id]);
    }
}
