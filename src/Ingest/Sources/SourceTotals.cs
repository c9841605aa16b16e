namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What all sources together brought since the store was made: a fold over the journal like the ledger it is kept in, so it survives kills and is the same
/// after a replay. Sources that are forgotten stay counted.
/// </summary>
/// <param name="Lines">Lines accepted, empty ones included.</param>
/// <param name="Bytes">Raw bytes accepted; inflated ones for gzip.</param>
/// <param name="Truncations">Files found truncated or rewritten, and read again from the start.</param>
/// <param name="RecognizedCopies">Rotated copies and compressed files of which only what was new was read.</param>
/// <param name="Damage">What lines lost on the way in. A kill in the middle of a file may leave out that of the last record.</param>
public readonly record struct SourceTotals(long Lines, long Bytes, long Truncations, long RecognizedCopies, LineDamage Damage)
{
    /// <summary>Bytes in sources.bin.</summary>
    internal const int EncodedBytes = 64;
}
