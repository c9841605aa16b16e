using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>
/// Finds pairs of neighboring words whose <see cref="Npmi"/> is high, and makes one token of each from then on. Which pairs these are is decided at edges, from counts alone. The pair
/// and its words are counted alike whether they are joined or not, so that joining a pair does not change what is known of it. One thread calls it.
/// </summary>
internal sealed class PhraseDetector
{
    /// <summary>Words of the text that are joined into one at most: enough for names, too few for repeated sentences to become tokens.</summary>
    public const int MaxWords = 4;

    /// <summary>
    /// A phrase is given up when its value has fallen this far below the threshold: close to it chance would take phrases in and out, and each time their row would be drawn anew.
    /// </summary>
    public const double Slack = 0.1;

    /// <summary>Phrases examined again at each edge, one after the other: what that costs does not depend on how many there are, and 100,000 have their turn in 12.8 million tokens.</summary>
    public const int ExaminedPerEdge = 64;

    /// <summary>Tokens ahead of the one in hand whose counters are brought near.</summary>
    private const int Ahead = 8;

    private readonly PhraseOptions _options;
    private readonly GrowingVocabulary _vocabulary;
    private readonly long _halfLife;
    private readonly List<Phrase> _candidates = [];
    private readonly HashSet<ulong> _noted = [];
    private ulong[] _hashes = new ulong[512];
    private int[] _units = new int[512];

    /// <summary>A detector in front of a vocabulary.</summary>
    /// <param name="options">When words are joined.</param>
    /// <param name="vocabulary">Counts the words, and the phrases as words.</param>
    /// <param name="table">The phrases already accepted.</param>
    /// <param name="counts">What was seen so far.</param>
    /// <param name="halfLife">Tokens after which counts are half of what they were; 0 if only the sketch ages them.</param>
    public PhraseDetector(PhraseOptions options, GrowingVocabulary vocabulary, PhraseTable table, PhraseCounts counts, long halfLife)
    {
        _options = options;
        _vocabulary = vocabulary;
        Table = table;
        Counts = counts;
        _halfLife = halfLife;
    }

    /// <summary>The phrases.</summary>
    public PhraseTable Table { get; }

    /// <summary>What was seen.</summary>
    public PhraseCounts Counts { get; }

    /// <summary>Pairs that may be accepted at the next edge, in the order in which they were noted. At most <see cref="Vocabulary.Candidates.Capacity"/>.</summary>
    public IReadOnlyList<Phrase> Candidates => _candidates;

    /// <summary>How many words of the line last observed are in no token of their own: its known words without those of <see cref="Observe"/>'s result.</summary>
    public int Merged { get; private set; }

    /// <summary>
    /// Counts the tokens of a line, as the vocabulary does, and its pairs, and returns the ids of its words with phrases in place of their parts, -1 for those not
    /// admitted. Joined are, from left to right, what stands joined so far and the next word. A phrase that has no row, yet or any more, is counted, and its parts stay words.
    /// Valid until the next call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Observe(TokenBuffer line)
    {
        var ids = _vocabulary.ObserveAll(line);
        Prepare(ids);
        var (hashes, units, pairs) = (_hashes, _units, Counts.Pairs);
        var limit = new PairLimit(_options.Threshold - Slack, Counts.Tokens);
        var (count, merged) = (0, 0);
        var (unit, unitHash, unitSeen, unitWords) = (-1, 0UL, 0u, 0);
        for (var i = 0; i < ids.Length; i++)
        {
            if (i + Ahead < ids.Length && MayPass(limit, ids, i + Ahead))
            {
                pairs.Prefetch(Phrase.PairOf(hashes[i + Ahead - 1], hashes[i + Ahead]));
            }

            var id = ids[i];
            if (id < 0)
            {
                units[count++] = unit = -1;
                continue;
            }

            Counts.Tokens++;
            var hash = hashes[i];
            var seen = Counts.Add(id, hash);
            if (unit >= 0 && unitWords < MaxWords)
            {
                var pair = Phrase.PairOf(unitHash, hash);
                if (Table.TryFind(pair, out var phrase))
                {
                    pairs.Add(pair);
                    var joined = _vocabulary.Observe(phrase.Token);
                    if (joined >= 0)
                    {
                        (unit, unitHash, unitWords) = (joined, _vocabulary.HashOf(joined), unitWords + 1);
                        unitSeen = Counts.Add(joined, unitHash);
                        units[count - 1] = joined;
                        merged++;
                        continue;
                    }
                }
                else if (limit.Allows(unitSeen, seen) && Passes(pairs.Add(pair), unitSeen, seen))
                {
                    Note(unit, id, pair);
                }
            }

            (unit, unitHash, unitSeen, unitWords) = (id, hash, seen, 1);
            units[count++] = id;
        }

        Merged = merged;
        return units.AsSpan(0, count);
    }

    /// <summary>
    /// Examines some phrases again, accepts candidates and ages the counts. At an edge, before the vocabulary admits words and lets its counts decay; the store has been
    /// given <paramref name="tokens"/> tokens.
    /// </summary>
    public void CrossEdge(long tokens)
    {
        var weakest = Examine();
        Accept(weakest);
        var halvings = _halfLife == 0 ? 0 : (tokens / _halfLife) - (_vocabulary.Decay.Tokens / _halfLife);
        for (var i = 0; i < Math.Min(halvings, 32) || Counts.Pairs.IsDue; i++)
        {
            Counts.Halve();
        }
    }

    /// <summary>Takes over a candidate as a generation holds it.</summary>
    internal void Note(Phrase candidate)
    {
        if (_candidates.Count < Vocabulary.Candidates.Capacity && _noted.Add(candidate.Pair))
        {
            _candidates.Add(candidate);
        }
    }

    private void Prepare(ReadOnlySpan<int> ids)
    {
        if (_hashes.Length < ids.Length)
        {
            _hashes = new ulong[Math.Max(ids.Length, _hashes.Length * 2)];
            _units = new int[_hashes.Length];
        }

        Counts.HoldRows(_vocabulary.Count);
        for (var i = 0; i < ids.Length; i++)
        {
            _hashes[i] = ids[i] < 0 ? 0 : _vocabulary.HashOf(ids[i]);
        }
    }

    /// <summary>Whether the two words that end at a place are known and may be counted as a pair; whether they are is decided when their turn comes.</summary>
    private bool MayPass(PairLimit limit, ReadOnlySpan<int> ids, int place) =>
        ids[place - 1] >= 0 && ids[place] >= 0
        && limit.Allows(Counts.Of(ids[place - 1], _hashes[place - 1]), Counts.Of(ids[place], _hashes[place]));

    private bool Passes(uint pair, uint first, uint second) =>
        pair >= _options.MinCount && Npmi.Of(pair, first, second, Counts.Tokens) >= _options.Threshold;

    private void Note(int first, int second, ulong pair)
    {
        if (!_noted.Contains(pair) && Phrase.Join(_vocabulary.Token(first), _vocabulary.Token(second), pair) is { } candidate)
        {
            Note(candidate);
        }
    }

    /// <summary>Gives up those of the next phrases that have fallen too far, and returns the others, the least frequent first.</summary>
    private Queue<(Phrase Phrase, uint Count)> Examine()
    {
        var kept = new List<(Phrase Phrase, uint Count)>();
        for (var left = Math.Min(ExaminedPerEdge, Table.Count); left > 0; left--)
        {
            Table.Cursor = Table.Cursor < Table.Count ? Table.Cursor : 0;
            var phrase = Table[Table.Cursor];
            if (!TrySight(phrase, out var pair, out var first, out var second) || HasFallen(pair, first, second))
            {
                Table.Remove(phrase);
            }
            else
            {
                kept.Add((phrase, pair));
                Table.Cursor++;
            }
        }

        return new(kept.OrderBy(phrase => phrase.Count));
    }

    /// <summary>Whether the words were seen often enough to say so: out of use, or just after counting has begun anew, nothing is known against a phrase.</summary>
    private bool HasFallen(uint pair, uint first, uint second) =>
        Math.Min(first, second) >= _options.MinCount && Npmi.Of(pair, first, second, Counts.Tokens) < _options.Threshold - Slack;

    /// <summary>
    /// Accepts the candidates that still pass, the most frequent first. In a full table one takes the place of the least frequent of the phrases that were just examined, if it is more
    /// frequent. What is known of the pair is known of the phrase as a word, so that its next sighting makes it a candidate of the vocabulary.
    /// </summary>
    private void Accept(Queue<(Phrase Phrase, uint Count)> weakest)
    {
        var passed = new List<(Phrase Phrase, uint Count)>();
        foreach (var candidate in _candidates)
        {
            if (TrySight(candidate, out var pair, out var first, out var second) && Passes(pair, first, second))
            {
                passed.Add((candidate, pair));
            }
        }

        _candidates.Clear();
        _noted.Clear();
        foreach (var (phrase, count) in passed.OrderByDescending(phrase => phrase.Count))
        {
            if (Table.Count == Table.Capacity)
            {
                if (!weakest.TryDequeue(out var victim) || victim.Count >= count)
                {
                    return;
                }

                Table.Remove(victim.Phrase);
            }

            if (Table.TryAdd(phrase))
            {
                _vocabulary.Expect(phrase.Token, count);
            }
        }
    }

    /// <summary>What is known of a pair; false if one of its words is not in the vocabulary any more.</summary>
    private bool TrySight(Phrase phrase, out uint pair, out uint first, out uint second)
    {
        var (a, b) = (_vocabulary.Find(phrase.First), _vocabulary.Find(phrase.Second));
        (pair, first, second) = (0, 0, 0);
        if (a < 0 || b < 0)
        {
            return false;
        }

        (pair, first, second) = (Counts.Pairs.Estimate(phrase.Pair), Counts.Of(a, _vocabulary.HashOf(a)), Counts.Of(b, _vocabulary.HashOf(b)));
        return true;
    }
}
