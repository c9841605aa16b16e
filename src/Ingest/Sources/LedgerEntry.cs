namespace StreamW2V.Ingest.Sources;

/// <summary>The place of a source in the ledger: its state now, and its neighbors among the plain sources of the same rotation stem.</summary>
internal sealed class LedgerEntry(int slot, SourceState state)
{
    /// <summary>Index in the array that a snapshot copies.</summary>
    public int Slot { get; } = slot;

    public SourceState State { get; set; } = state;

    public LedgerEntry? NextOfStem { get; set; }

    public LedgerEntry? PreviousOfStem { get; set; }
}
