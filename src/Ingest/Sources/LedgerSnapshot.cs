namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The ledger at one moment. Taking one copies an array of references (0.2 ms for 100,000 sources); <see cref="Write"/> may run on another thread while the
/// ledger goes on.
/// </summary>
public sealed class LedgerSnapshot
{
    private readonly SourceState?[] _states;

    internal LedgerSnapshot(SourceState?[] states) => _states = states;

    /// <summary>Sequence number of the last record applied; -1 before the first.</summary>
    public required long LastSequence { get; init; }

    /// <summary>The source that the last text record came from, 0 before the first.</summary>
    public required long LastTextSource { get; init; }

    /// <summary>The number the next new source gets.</summary>
    public required long NextId { get; init; }

    /// <summary>What all sources together brought, forgotten ones included.</summary>
    public required SourceTotals Totals { get; init; }

    /// <summary>All sources in the order of their numbers.</summary>
    public IReadOnlyList<SourceState> Sources => field ??= [.. _states.OfType<SourceState>().OrderBy(source => source.Id)];

    /// <summary>The content of sources.bin.</summary>
    public byte[] Write() => SourceLedgerFormat.Write(this);
}
