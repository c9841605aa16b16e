using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The vocabulary of a stream in bounded memory. Words outside it are counted by a <see cref="FrequencySketch"/>; one whose estimate reaches min-count, over the
/// whole stream, becomes a candidate and is admitted at the next edge while there is room. When there is none, it takes the row of the weakest word that is not
/// in its <see cref="GracePeriod"/> if its estimate is larger than that word's count (TinyLFU, Einziger et al. 2017: a newcomer that is no more frequent never
/// evicts). Counts are in units of <see cref="Decay"/>, as are the sketch's: an occurrence adds one to an estimate and at least one to a count. One writer.
/// </summary>
internal sealed class GrowingVocabulary
{
    /// <summary>
    /// Counters a row of the sketch at least. The smaller it is, the sooner it ages, and words on their way into a small vocabulary lose what is known of them:
    /// of 1,000 words for 7 million tokens, 4,096 counters kept 98.4 % of the tokens of the best choice.
    /// </summary>
    private const int LeastSketchWidth = 1 << 16;

    private const int LargestSketchWidth = 1 << 24;

    private readonly TokenHash _hash;
    private readonly TokenKeys _keys;
    private readonly int _minCount;
    private readonly TokenTable _words = new();
    private readonly GracePeriod _grace;
    private readonly int _contextWindow;
    private readonly List<(int Place, int Candidate)> _noted = [];
    private readonly SortedSet<int> _freeRows = [];
    private double[] _counts = new double[1024];
    private uint[] _rowGenerations = new uint[1024];
    private int[] _ids = new int[512];
    private FrequencySketch? _sketch;

    /// <summary>An empty vocabulary for at most <paramref name="maxWords"/> words.</summary>
    /// <param name="hash">The hash of the store.</param>
    /// <param name="minCount">The estimate at which a word may enter.</param>
    /// <param name="maxWords">The largest number of words.</param>
    /// <param name="graceTokens">Tokens after its admission for which a word cannot be evicted.</param>
    /// <param name="halfLife">Tokens after which counts are half of what they were; 0 if they stay.</param>
    /// <param name="contextWindow">Words to each side of a candidate that are collected; 0 for none.</param>
    public GrowingVocabulary(TokenHash hash, int minCount, int maxWords, long graceTokens = 0, long halfLife = 0, int contextWindow = 0)
    {
        _contextWindow = contextWindow;
        _hash = hash;
        _keys = new TokenKeys(hash);
        _minCount = minCount;
        _grace = new GracePeriod(graceTokens);
        Decay = new ForwardDecay(halfLife);
        MaxWords = maxWords;
    }

    /// <summary>The hard bound on words, and so on rows.</summary>
    public int MaxWords { get; }

    /// <summary>Rows given out, free ones included; ids run from 0 to one less.</summary>
    public int Count => _words.Count;

    /// <summary>Words admitted.</summary>
    public int Words => Count - _freeRows.Count;

    /// <summary>The counts of the admitted words by id, in units of <see cref="ForwardDecay.Unit"/>: only their ratios mean something. 0 for a free row.</summary>
    public ReadOnlySpan<double> Counts => _counts.AsSpan(0, Count);

    /// <summary>The sum of <see cref="Counts"/>.</summary>
    public double KnownTokens { get; private set; }

    /// <summary>Words that entered since the store was made, at an edge of a stream.</summary>
    public long Admissions { get; private set; }

    /// <summary>Words that took the row of another since the store was made.</summary>
    public long Evictions => EvictionLog.Total;

    /// <summary>The latest evictions.</summary>
    internal EvictionLog EvictionLog { get; set; } = new();

    /// <summary>How counts decay.</summary>
    internal ForwardDecay Decay { get; }

    /// <summary>Which words cannot be evicted yet.</summary>
    internal GracePeriod Grace => _grace;

    /// <summary>The counts of words outside the table; a vocabulary that does not grow never makes it.</summary>
    internal FrequencySketch Sketch
    {
        get => _sketch ??= new FrequencySketch(SketchWidth(MaxWords));
        set => _sketch = value;
    }

    /// <summary>Words that may enter at the next edge.</summary>
    internal Candidates Candidates { get; } = new();

    /// <summary>
    /// What a newcomer's estimate must exceed now that the table is full: no word that can be evicted has a smaller count. Infinite while none can be.
    /// </summary>
    internal double Floor { get; set; }

    /// <summary>Bytes of all that grows with the words, as allocated.</summary>
    internal long WordBytes =>
        _words.Bytes + (_counts.Length * (long)(sizeof(double) + sizeof(uint))) + Candidates.Bytes + _grace.Bytes;

    /// <summary>Counters a row that the sketch of a vocabulary has: four for every word, within bounds, as a power of two.</summary>
    public static int SketchWidth(int maxWords) =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(4L * maxWords, LeastSketchWidth, LargestSketchWidth));

    private bool HasRoom => _freeRows.Count > 0 || Count < MaxWords;

    /// <summary>The token of an admitted word; empty for a free row.</summary>
    public ReadOnlySpan<byte> Token(int id) => _words[id];

    /// <summary>The keyed hash of an admitted word.</summary>
    public ulong HashOf(int id) => _words.HashOf(id);

    /// <summary>The count of a word as of now: an occurrence counts one, and half of it a half-life later.</summary>
    public double CountNow(int id) => _counts[id] / Decay.Unit;

    /// <summary>Copies words and row generations as they are now.</summary>
    internal void CopyRows(TokenListing words, ReusedArray<uint> rowGenerations)
    {
        _words.CopyTo(words);
        rowGenerations.Take(_rowGenerations.AsSpan(0, Count));
    }

    /// <summary>How many words had the row before its present word.</summary>
    public uint RowGeneration(int id) => _rowGenerations[id];

    /// <summary>Counts the tokens of a sentence and returns their ids, -1 for those not admitted. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> ObserveAll(TokenBuffer tokens)
    {
        var ids = RoomFor(tokens);
        var unit = Decay.Unit;
        var sketch = Sketch;
        for (var first = 0; first < ids.Length; first += TokenKeys.Capacity)
        {
            _keys.Fill(tokens, first);
            var some = ids.Slice(first, _keys.Count);
            _words.Find(_keys, tokens, first, some);
            for (var i = 0; i < some.Length; i++)
            {
                if (some[i] < 0)
                {
                    sketch.Prefetch(_keys.Hashes[i]);
                }
            }

            var known = 0;
            for (var i = 0; i < some.Length; i++)
            {
                if (some[i] >= 0)
                {
                    _counts[some[i]] += unit;
                    known++;
                }
                else
                {
                    var candidate = CountUnknown(tokens[first + i], _keys.Hashes[i]);
                    if (candidate >= 0 && _contextWindow > 0)
                    {
                        _noted.Add((first + i, candidate));
                    }
                }
            }

            KnownTokens += known * unit;
        }

        foreach (var (place, candidate) in _noted)
        {
            Candidates.Contexts.AddAround(candidate, ids, place, _contextWindow);
        }

        _noted.Clear();
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
            _counts[id] += Decay.Unit;
            KnownTokens += Decay.Unit;
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
    /// <paramref name="tokens"/> tokens. Returns the sum of the counts of the words evicted.
    /// </summary>
    public double AdmitCandidates(List<Admission> admissions, long tokens)
    {
        admissions.Clear();
        while (_grace.TryEnd(tokens, out var id))
        {
            Floor = Math.Min(Floor, _counts[id]);
        }

        if (Candidates.Count == 0)
        {
            return 0;
        }

        var order = Candidates.ByEstimate();
        var next = 0;
        for (; next < order.Length && HasRoom; next++)
        {
            var admission = _freeRows.Count > 0 ? Settle(_freeRows.Min, order[next]) : Admit(order[next]);
            _grace.Begin(admission.Id, tokens);
            admissions.Add(admission);
        }

        var evicted = next < order.Length ? ReplaceWeakest(order.AsSpan(next), admissions, tokens) : 0;
        Admissions += admissions.Count;
        Candidates.Clear();
        return evicted;
    }

    /// <summary>
    /// Lets counts decay to <paramref name="tokens"/> tokens given, and ages the sketch if it is time. Once an edge, when there are no candidates. Returns how many
    /// times all counts were halved, that is their unit was doubled.
    /// </summary>
    public int Age(long tokens)
    {
        var halvings = Decay.Advance(tokens);
        if (halvings > 0)
        {
            var sum = 0.0;
            foreach (ref var count in _counts.AsSpan(0, Count))
            {
                count = Math.ScaleB(count, -halvings);
                sum += count;
            }

            KnownTokens = sum;
            Floor = Math.ScaleB(Floor, -halvings);
        }

        for (var i = 0; i < Math.Min(halvings, 32) || Sketch.IsDue; i++)
        {
            Sketch.Halve();
        }

        return halvings;
    }

    /// <summary>Goes on from <paramref name="count"/> sightings of a word, of which the sketch was told nothing, if it is not admitted.</summary>
    internal void Expect(ReadOnlySpan<byte> token, uint count)
    {
        var hash = _hash.Of(token);
        if (_words.Find(token, hash) < 0)
        {
            Sketch.RaiseTo(hash, count);
        }
    }

    internal void NoteCandidate(ReadOnlySpan<byte> token, double estimate, ReadOnlySpan<int> context)
    {
        if (Candidates.Note(token, _hash.Of(token), estimate) is >= 0 and var candidate)
        {
            Candidates.Contexts.Add(candidate, context);
        }
    }

    /// <summary>
    /// Removes a word from everything that holds it: its row becomes free and goes to the next newcomer, its count is gone, it is no candidate, no eviction
    /// names it, and its estimate outside the table is zero. Seen again it is a word like any other.
    /// </summary>
    internal RemovedWord Remove(ReadOnlySpan<byte> token)
    {
        var hash = _hash.Of(token);
        var id = _words.Find(token, hash);
        double? count = null;
        if (id >= 0)
        {
            count = CountNow(id);
            KnownTokens -= _counts[id];
            _counts[id] = 0;
            _words.Free(id);
            _grace.Cancel(id);
            Candidates.Contexts.Remove(id);
            _freeRows.Add(id);
        }

        return new(token.ToArray(), id, count, Candidates.Remove(token, hash), EvictionLog.Remove(token), _sketch?.Lower(hash) ?? 0);
    }

    /// <summary>Takes over a row as a generation holds it; a free one has an empty token.</summary>
    internal void Restore(ReadOnlySpan<byte> token, double count, uint rowGeneration)
    {
        if (token.IsEmpty)
        {
            _freeRows.Add(Hold(_words.AddFree(), 0, rowGeneration));
        }
        else
        {
            Place(token, _hash.Of(token), count, rowGeneration);
        }
    }

    /// <summary>Takes over, behind the words, what a generation holds beside their counts as of now.</summary>
    /// <param name="counts">The counts in units, bit for bit; empty if these are the counts as of now.</param>
    /// <param name="knownTokens">Their sum as it was kept: added up in another order it would differ in the last bits.</param>
    /// <param name="admissions">Admissions since the store was made.</param>
    internal void Restore(ReadOnlySpan<double> counts, double knownTokens, long admissions)
    {
        counts.CopyTo(_counts);
        KnownTokens = knownTokens;
        Admissions = admissions;
    }

    private Span<int> RoomFor(TokenBuffer tokens)
    {
        if (_ids.Length < tokens.Count)
        {
            _ids = new int[Math.Max(tokens.Count, _ids.Length * 2)];
        }

        return _ids.AsSpan(0, tokens.Count);
    }

    /// <summary>Counts a word outside the table. Returns its number among the candidates, or -1 if it is none.</summary>
    private int CountUnknown(ReadOnlySpan<byte> token, ulong hash)
    {
        var estimate = Sketch.Add(hash);
        return estimate >= _minCount && (HasRoom || estimate > Floor) ? Candidates.Note(token, hash, estimate) : -1;
    }

    private ReadOnlyMemory<int> ContextOf(int candidate) => _contextWindow > 0 ? Candidates.Contexts[candidate].ToArray() : default;

    private Admission Admit(int candidate)
    {
        var estimate = Candidates.Estimate(candidate);
        return new(Place(Candidates[candidate], Candidates.HashOf(candidate), estimate, 0), 0, false, estimate, ContextOf(candidate));
    }

    /// <summary>Gives a free row to a newcomer. Like a row that was taken from a word, it is cleared when no batch under way can reach it.</summary>
    private Admission Settle(int id, int candidate)
    {
        _freeRows.Remove(id);
        _words.Replace(id, Candidates[candidate], Candidates.HashOf(candidate));
        _counts[id] = Candidates.Estimate(candidate);
        KnownTokens += _counts[id];
        return new(id, ++_rowGenerations[id], true, _counts[id], ContextOf(candidate));
    }

    private int Place(ReadOnlySpan<byte> token, ulong hash, double count, uint rowGeneration) => Hold(_words.Add(token, hash), count, rowGeneration);

    private int Hold(int id, double count, uint rowGeneration)
    {
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

    private double ReplaceWeakest(ReadOnlySpan<int> candidates, List<Admission> admissions, long tokens)
    {
        var weakest = WeakestWords.Find(Counts, _grace, candidates.Length + 1);
        var taken = 0;
        var evicted = 0.0;
        Floor = double.PositiveInfinity;
        foreach (var candidate in candidates)
        {
            if (taken == weakest.Length || Candidates.Estimate(candidate) <= _counts[weakest[taken]])
            {
                break;
            }

            var id = weakest[taken++];
            evicted += _counts[id];
            admissions.Add(Replace(id, candidate, tokens));
            if (!_grace.IsOn)
            {
                Floor = Math.Min(Floor, _counts[id]);
            }
        }

        if (taken < weakest.Length)
        {
            Floor = Math.Min(Floor, _counts[weakest[taken]]);
        }

        return evicted;
    }

    private Admission Replace(int id, int candidate, long tokens)
    {
        var estimate = Candidates.Estimate(candidate);
        EvictionLog.Add(new(id, _words[id].ToArray(), CountNow(id), Candidates[candidate].ToArray(), tokens));

        // What is known of the evicted word goes back to the sketch, so that it returns as soon as it is frequent again.
        Sketch.RaiseTo(_words.HashOf(id), (uint)Math.Min(_counts[id], uint.MaxValue));
        KnownTokens += estimate - _counts[id];
        _words.Replace(id, Candidates[candidate], Candidates.HashOf(candidate));
        _counts[id] = estimate;
        _grace.Begin(id, tokens);
        return new(id, ++_rowGenerations[id], true, estimate, ContextOf(candidate));
    }
}
