namespace StreamW2V.Ingest.Sources;

/// <summary>What the ledger knows about one source. Changed by <see cref="SourceLedger"/> only, and only by journal records.</summary>
public sealed class SourceState
{
    internal SourceState(long id, SourceDescription description)
    {
        Id = id;
        Description = description;
    }

    /// <summary>Number of the source, 1 and up, never reused within a store.</summary>
    public long Id { get; }

    /// <summary>Kind, path last seen, identity, phase and damage.</summary>
    public SourceDescription Description { get; internal set; }

    /// <summary>Raw bytes accepted so far, which is where reading goes on; inflated bytes for gzip.</summary>
    public long EndOffset { get; internal set; }

    /// <summary><see cref="ContentHash"/> of the last ≤ 4,096 raw bytes before <see cref="EndOffset"/>.</summary>
    public ulong TailHash { get; internal set; } = ContentHash.Empty;

    /// <summary>Lines accepted, empty ones included.</summary>
    public long Lines { get; internal set; }

    /// <summary>Raw bytes accepted over all truncations.</summary>
    public long Bytes { get; internal set; }

    /// <summary>How often the file was found truncated or rewritten and was read again from the start.</summary>
    public long Truncations { get; internal set; }

    /// <summary>What had been read before the last truncation: a copytruncate rotation left that content in another file.</summary>
    public SourceMark? Previous { get; internal set; }

    /// <summary>Sequence number of the record that closed the source, which orders the forgetting; 0 while it is open.</summary>
    public long ClosedAt { get; internal set; }

    /// <summary>What has been read of the content that is there now.</summary>
    public SourceMark Mark => new(Description.Identity, EndOffset, TailHash);

    // The list of plain sources of the same rotation stem, see SourceLedger.
    internal SourceState? NextOfStem { get; set; }

    internal SourceState? PreviousOfStem { get; set; }
}
