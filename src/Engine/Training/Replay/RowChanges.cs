namespace StreamW2V.Engine.Training.Replay;

/// <summary>When each row last changed hands: what an older sentence calls by that id is another word. Rows that never did take no entry.</summary>
internal sealed class RowChanges
{
    private long[] _since = [];

    /// <summary>Rows that can have an entry: those before the highest that has changed.</summary>
    public int Rows => _since.Length;

    /// <summary>Rows that have changed.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes for each row at most.</summary>
    internal const int BytesPerRow = 2 * sizeof(long);

    /// <summary>The number of the first sentence in which the id stands for the present word of the row; 0 if it always has.</summary>
    public long Since(int id) => (uint)id < (uint)_since.Length ? _since[id] : 0;

    /// <summary>By row; see <see cref="Since"/>.</summary>
    public ReadOnlySpan<long> All => _since;

    /// <summary>From the sentence numbered <paramref name="sentence"/> on, at least 1, the row is another word's.</summary>
    public void Note(int id, long sentence)
    {
        if (id >= _since.Length)
        {
            Array.Resize(ref _since, id + 1 + (id / 2));
        }

        Count += _since[id] == 0 ? 1 : 0;
        _since[id] = sentence;
    }
}
