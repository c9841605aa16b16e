namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What the ledger knows about one source after one record. It never changes: the next record makes another one, so a checkpoint holds on to the states of its
/// moment and writes them while the ledger goes on.
/// </summary>
public sealed record SourceState
{
    /// <summary>How many contents that were truncated away are remembered per source.</summary>
    public const int MostEarlier = 8;

    /// <summary>Number of the source, 1 and up, never reused within a store.</summary>
    public required long Id { get; init; }

    /// <summary>Kind, path last seen, identity, phase and damage.</summary>
    public required SourceDescription Description { get; init; }

    /// <summary>Raw bytes accepted so far, which is where reading goes on; inflated bytes for gzip.</summary>
    public long EndOffset { get; init; }

    /// <summary><see cref="ContentHash"/> of the last ≤ 4,096 raw bytes before <see cref="EndOffset"/>.</summary>
    public ulong TailHash { get; init; } = ContentHash.Empty;

    /// <summary>Lines accepted, empty ones included.</summary>
    public long Lines { get; init; }

    /// <summary>Raw bytes accepted over all truncations.</summary>
    public long Bytes { get; init; }

    /// <summary>How often the file was found truncated or rewritten and was read again from the start.</summary>
    public long Truncations { get; init; }

    /// <summary>
    /// What had been read before the last truncations, the latest first, at most <see cref="MostEarlier"/>: copytruncate rotation left these
    /// contents in other files.
    /// </summary>
    public IReadOnlyList<SourceMark> Earlier { get; init; } = [];

    /// <summary>Sequence number of the record that closed the source, which orders the forgetting; 0 while it is open.</summary>
    public long ClosedAt { get; init; }

    /// <summary>What has been read of the content that is there now.</summary>
    public SourceMark Mark => new(Description.Identity, EndOffset, TailHash);

    /// <summary>Starts again at 0 and remembers what was there.</summary>
    internal SourceState Truncated() => this with
    {
        Earlier = EndOffset == 0 ? Earlier : [Mark, .. Earlier.Take(MostEarlier - 1)],
        EndOffset = 0,
        TailHash = ContentHash.Empty,
        Truncations = Truncations + 1,
    };
}
