namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The latest evictions of a store, at most <see cref="Capacity"/> of them: who asks why a word has no vector finds here that it had one. Kept in each
/// generation of <c>run</c> as <see cref="EvictionLogFile"/>.
/// </summary>
public sealed class EvictionLog
{
    /// <summary>Evictions remembered; of older ones only their number is known.</summary>
    public const int Capacity = 10_000;

    /// <summary>Bytes of an entry beside its words: the object, two arrays' heads with padding, and its place, of which there may be twice as many while they double.</summary>
    internal const int EntryBytes = 88 + (2 * 32) + (3 * 16);

    private readonly Queue<Eviction> _entries = new();

    /// <summary>Evictions since the store was made, remembered or not.</summary>
    public long Total { get; private set; }

    /// <summary>The latest evictions, oldest first; those of one edge in the order in which rows changed hands.</summary>
    public IReadOnlyCollection<Eviction> Entries => _entries;

    /// <summary>Bytes of the words remembered.</summary>
    internal long WordBytes { get; private set; }

    /// <summary>Remembers an eviction, and forgets the oldest where there are too many.</summary>
    internal void Add(Eviction eviction)
    {
        Keep(eviction);
        Total++;
    }

    /// <summary>The same evictions in a log of its own.</summary>
    internal EvictionLog Copy()
    {
        var copy = new EvictionLog();
        copy.Restore(Total, _entries);
        return copy;
    }

    /// <summary>Takes over what a generation remembers.</summary>
    internal void Restore(long total, IEnumerable<Eviction> entries)
    {
        _entries.Clear();
        WordBytes = 0;
        foreach (var eviction in entries)
        {
            Keep(eviction);
        }

        Total = total;
    }

    /// <summary>Removes the evictions of a word, and those by which it came to a row; returns how many. <see cref="Total"/> still counts them.</summary>
    internal int Remove(ReadOnlySpan<byte> word)
    {
        var kept = new List<Eviction>(_entries.Count);
        foreach (var eviction in _entries)
        {
            if (!eviction.Word.Span.SequenceEqual(word) && !eviction.Successor.Span.SequenceEqual(word))
            {
                kept.Add(eviction);
            }
        }

        var removed = _entries.Count - kept.Count;
        Restore(Total, kept);
        return removed;
    }

    private void Keep(Eviction eviction)
    {
        _entries.Enqueue(eviction);
        WordBytes += Bytes(eviction);
        if (_entries.Count > Capacity)
        {
            WordBytes -= Bytes(_entries.Dequeue());
        }
    }

    private static int Bytes(Eviction eviction) => eviction.Word.Length + eviction.Successor.Length;
}
