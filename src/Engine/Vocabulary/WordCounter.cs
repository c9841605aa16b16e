using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>The exact counts of the first pass of <c>train</c>, and the vocabulary made from them: ids in descending count.</summary>
public sealed class WordCounter
{
    private readonly TokenHash _hash;
    private readonly TokenKeys _keys;
    private readonly TokenTable _words = new();
    private long[] _counts = new long[1024];

    /// <summary>A counter whose table uses the store's hash key.</summary>
    public WordCounter(TokenHash hash)
    {
        _hash = hash;
        _keys = new TokenKeys(hash);
    }

    /// <summary>Tokens counted.</summary>
    public long Tokens { get; private set; }

    /// <summary>Distinct words seen.</summary>
    public int Distinct => _words.Count;

    /// <summary>The largest count of any word.</summary>
    public long LargestCount => _counts.Take(Distinct).DefaultIfEmpty().Max();

    /// <summary>Words that occur at least <paramref name="minCount"/> times.</summary>
    public int Frequent(int minCount) => _counts.Take(Distinct).Count(count => count >= minCount);

    /// <summary>Counts the tokens of a sentence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(TokenBuffer sentence)
    {
        Span<int> ids = stackalloc int[TokenKeys.Capacity];
        for (var first = 0; first < sentence.Count; first += TokenKeys.Capacity)
        {
            _keys.Fill(sentence, first);
            _words.Find(_keys, sentence, first, ids);
            for (var i = 0; i < _keys.Count; i++)
            {
                var id = ids[i] >= 0 ? ids[i] : FindOrAdd(sentence[first + i], _keys.Hashes[i]);
                _counts[id]++;
            }
        }

        Tokens += sentence.Count;
    }

    /// <summary>
    /// The words that occur at least <paramref name="minCount"/> times, the most frequent first, ties in order of first occurrence;
    /// at most <paramref name="maxWords"/> of them.
    /// </summary>
    internal GrowingVocabulary ToVocabulary(int minCount, int maxWords)
    {
        var ids = Enumerable.Range(0, Distinct).Where(id => _counts[id] >= minCount).ToArray();
        Array.Sort(ids, (a, b) => _counts[a] != _counts[b] ? _counts[b].CompareTo(_counts[a]) : a.CompareTo(b));
        var kept = ids.AsSpan(0, Math.Min(ids.Length, maxWords));
        var vocabulary = new GrowingVocabulary(_hash, minCount, Math.Max(kept.Length, 1));
        foreach (var id in kept)
        {
            vocabulary.Restore(_words[id], _counts[id], 0);
        }

        return vocabulary;
    }

    /// <summary>The id of a word that was not known when its batch was looked up; it may have come earlier in the same batch.</summary>
    private int FindOrAdd(ReadOnlySpan<byte> token, ulong hash)
    {
        var id = _words.Find(token, hash);
        if (id >= 0)
        {
            return id;
        }

        id = _words.Add(token, hash);
        if (id == _counts.Length)
        {
            Array.Resize(ref _counts, id * 2);
        }

        return id;
    }
}
