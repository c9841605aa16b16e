using System.Text;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Neighbors;
using StreamW2V.Store.Generations;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// Words, their counts and their vectors, as every query, evaluation and export reads them. A word's id is its row; free rows have
/// an empty word and are passed over. Reading is safe from many threads.
/// </summary>
public sealed class WordVectors : IDisposable
{
    /// <summary>Looking at every word takes a million of them about 5 ms, making the index takes longer than this many looks.</summary>
    private const int FindsByLooking = 8;

    private readonly WordList _words;
    private readonly double[] _counts;
    private readonly Lazy<WordIndex> _index;
    private readonly Lazy<int[]> _byFrequency;
    private float[]? _norms;
    private int _finds;

    /// <summary>Joins words, counts and rows of the same number; takes ownership of <paramref name="rows"/>.</summary>
    internal WordVectors(WordList words, double[] counts, VectorRows rows, WordIndex? index = null)
    {
        if (words.Count > rows.Count || counts.Length < words.Count)
        {
            throw new BadFormatException($"{words.Count} words do not match {rows.Count} rows and {counts.Length} counts.");
        }

        _words = words;
        _counts = counts;
        Rows = rows;
        _index = index is null ? new(() => WordIndex.Of(words)) : new(index);
        _byFrequency = new(SortByFrequency);
        for (var id = 0; id < words.Count; id++)
        {
            Count += words[id].IsEmpty ? 0 : 1;
        }
    }

    /// <summary>The rows, one per id below <see cref="RowCount"/>; there may be more rows than words.</summary>
    public VectorRows Rows { get; }

    /// <summary>Number of words: rows that are not free.</summary>
    public int Count { get; }

    /// <summary>Number of ids: words and free rows.</summary>
    public int RowCount => _words.Count;

    /// <summary>Floats of a vector.</summary>
    public int Dimension => Rows.Dimension;

    /// <summary>The ids of all words by descending count, and by id where counts are equal: the order of every export and
    /// ranking.</summary>
    public ReadOnlySpan<int> ByFrequency => _byFrequency.Value;

    /// <summary>The row norms if a pass over all rows has published them; null before.</summary>
    internal float[]? KnownNorms => Volatile.Read(ref _norms);

    /// <inheritdoc cref="GenerationVectors.Open"/>
    public static WordVectors Open(Generation generation, VectorChoice choice = VectorChoice.Input, bool verify = true) =>
        GenerationVectors.Open(generation, choice, verify);

    /// <summary>Vectors held in memory, for live rows and small sets; words are unique, rows are <paramref name="dimension"/> floats
    /// each.</summary>
    /// <param name="words">The words in id order; an empty one is a free row.</param>
    /// <param name="counts">How often each was seen.</param>
    /// <param name="values">words × dimension floats.</param>
    /// <param name="dimension">Floats of a vector.</param>
    public static WordVectors Create(IReadOnlyList<string> words, IReadOnlyList<double> counts, ReadOnlySpan<float> values, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, (long)words.Count * dimension);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Count, words.Count);
        var list = new WordList(words.Count);
        var rows = new HeapRows(dimension);
        for (var id = 0; id < words.Count; id++)
        {
            list.Add(Encoding.UTF8.GetBytes(words[id]));
            values.Slice(id * dimension, dimension).CopyTo(rows.Append());
        }

        return new WordVectors(list, [.. counts], rows);
    }

    /// <summary>Vectors that lie elsewhere and are not copied, while whoever holds them leaves them as they are; words and counts are copied.</summary>
    /// <param name="rows">The rows; owned from here on.</param>
    /// <param name="words">Words, one per row.</param>
    /// <param name="word">The bytes of each; empty for a free row.</param>
    /// <param name="count">How often each was seen.</param>
    public static WordVectors Over(VectorRows rows, int words, WordOf word, Func<int, double> count)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(count);
        var list = new WordList(words);
        var counts = new double[words];
        for (var id = 0; id < words; id++)
        {
            list.Add(word(id));
            counts[id] = count(id);
        }

        return new WordVectors(list, counts, rows);
    }

    /// <summary>The UTF-8 bytes of a word; empty for a free row.</summary>
    public ReadOnlySpan<byte> Token(int id) => _words[id];

    /// <summary>The word as a string; invalid UTF-8 shows as U+FFFD.</summary>
    public string Word(int id) => Encoding.UTF8.GetString(_words[id]);

    /// <summary>How often the word was seen; an estimate for words the trainer has decayed.</summary>
    public double CountOf(int id) => _counts[id];

    /// <summary>The vector of a word: <see cref="Dimension"/> floats, valid as long as this object is not disposed.</summary>
    public ReadOnlySpan<float> Vector(int id) => Rows.Vector(id);

    /// <summary>Looks up a word by its exact bytes.</summary>
    public bool TryFind(ReadOnlySpan<byte> word, out int id)
    {
        id = -1;
        if (word.IsEmpty || _index.IsValueCreated || Interlocked.Increment(ref _finds) > FindsByLooking)
        {
            return !word.IsEmpty && _index.Value.TryFind(word, out id);
        }

        id = _words.IndexOf(word);
        return id >= 0;
    }

    /// <summary>Looks up a word, case-sensitive.</summary>
    public bool TryFind(string word, out int id) => TryFind(Encoding.UTF8.GetBytes(word), out id);

    /// <summary>The id of a word.</summary>
    /// <exception cref="UnknownWordException">There is no such word; the exception names the nearest spellings.</exception>
    public int Find(string word) =>
        TryFind(word, out var id)
            ? id
            : throw new UnknownWordException(word, Spellings.Nearest(this, word, UnknownWordException.Suggested));

    /// <summary>
    /// For each of <paramref name="folded"/> (upper-cased by the rules of <c>str.upper</c>), the id of the most frequent word that
    /// has this upper-case form; words that none has are left out. One pass over the vocabulary.
    /// </summary>
    internal Dictionary<string, int> FindFolded(IReadOnlySet<string> folded)
    {
        var found = new Dictionary<string, int>(folded.Count);
        foreach (var id in ByFrequency)
        {
            var upper = CaseFold.Upper(Word(id));
            if (folded.Contains(upper))
            {
                found.TryAdd(upper, id);
            }
        }

        return found;
    }

    /// <summary>The length of a word's vector, in double.</summary>
    /// <exception cref="BadFormatException">The vector is not finite; the message names the word.</exception>
    internal double Norm(int id)
    {
        var sum = 0.0;
        foreach (var value in Vector(id))
        {
            sum += (double)value * value;
        }

        return double.IsFinite(sum) ? Math.Sqrt(sum) : throw NotFinite(id);
    }

    /// <summary>Cosine similarity of two rows, in double; 0 if one of them is zero.</summary>
    /// <exception cref="BadFormatException">A vector is not finite; the message names the word.</exception>
    internal double Cosine(int a, int b)
    {
        var left = Vector(a);
        var right = Vector(b);
        var dot = 0.0;
        for (var d = 0; d < left.Length; d++)
        {
            dot += (double)left[d] * right[d];
        }

        var scale = Norm(a) * Norm(b);
        return scale > 0 ? dot / scale : 0;
    }

    /// <summary>Keeps the norms that a pass over all rows has computed, one per id.</summary>
    internal void PublishNorms(float[] norms) => Interlocked.CompareExchange(ref _norms, norms, null);

    /// <summary>The error for a row that holds NaN, infinity or values whose squares overflow.</summary>
    internal BadFormatException NotFinite(int id) => new(
        $"the vector of '{Word(id)}' (row {id}) is not finite, so nothing can be compared with it; use an older generation or train "
            + "again with a lower --alpha");

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    private int[] SortByFrequency()
    {
        var ids = new int[Count];
        var keys = new double[Count];
        var next = 0;
        for (var id = 0; id < RowCount; id++)
        {
            if (!_words[id].IsEmpty)
            {
                keys[next] = -_counts[id];
                ids[next++] = id;
            }
        }

        // Sorting plain keys is several times faster than sorting with a comparer; the runs of equal counts it leaves in any
        // order are then put into the order of their ids.
        Array.Sort(keys, ids);
        for (var start = 0; start < ids.Length;)
        {
            var end = start + 1;
            while (end < ids.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(ids, start, end - start);
            start = end;
        }

        return ids;
    }
}
