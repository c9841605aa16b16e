namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The words admitted so lately that they cannot be evicted yet: without it, words of about the weakest count would push each other out, and none would keep its row for
/// long enough to learn anything. A row under protection has one entry, because it cannot change hands.
/// </summary>
internal sealed class GracePeriod
{
    /// <summary>Bytes of a protected row: its entry, and its bit.</summary>
    internal const int BytesPerWord = 16 + 1;

    private readonly long _length;
    private readonly Queue<(int Id, long Since)> _entries = new();
    private ulong[] _protected = new ulong[16];

    /// <summary>Words are protected for <paramref name="length"/> tokens, known or not; 0 protects none.</summary>
    public GracePeriod(long length) => _length = length;

    /// <summary>Whether words are protected at all.</summary>
    public bool IsOn => _length > 0;

    /// <summary>The protected rows with the tokens given when their word was admitted, oldest first.</summary>
    public Queue<(int Id, long Since)> Entries => _entries;

    /// <summary>Bytes of entries and bits, as allocated.</summary>
    internal long Bytes => ((long)_entries.Capacity * 16) + (_protected.Length * sizeof(ulong));

    /// <summary>Whether the word of a row cannot be evicted yet.</summary>
    public bool Covers(int id) => (uint)(id >> 6) < (uint)_protected.Length && (_protected[id >> 6] >> id & 1) != 0;

    /// <summary>Protects the word of a row, admitted when <paramref name="tokens"/> tokens were given.</summary>
    public void Begin(int id, long tokens)
    {
        if (!IsOn)
        {
            return;
        }

        if (id >> 6 >= _protected.Length)
        {
            Array.Resize(ref _protected, Math.Max((id >> 6) + 1, _protected.Length * 2));
        }

        _protected[id >> 6] |= 1UL << id;
        _entries.Enqueue((id, tokens));
    }

    /// <summary>Ends the protection of a row whose word is gone.</summary>
    public void Cancel(int id)
    {
        if (!Covers(id))
        {
            return;
        }

        _protected[id >> 6] &= ~(1UL << id);
        var others = _entries.Where(entry => entry.Id != id).ToArray();
        _entries.Clear();
        foreach (var entry in others)
        {
            _entries.Enqueue(entry);
        }
    }

    /// <summary>Ends the protection of the longest protected word if its time is over once <paramref name="tokens"/> tokens were given.</summary>
    public bool TryEnd(long tokens, out int id)
    {
        id = -1;
        if (!_entries.TryPeek(out var oldest) || tokens - oldest.Since < _length)
        {
            return false;
        }

        id = _entries.Dequeue().Id;
        _protected[id >> 6] &= ~(1UL << id);
        return true;
    }
}
