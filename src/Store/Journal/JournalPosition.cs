namespace StreamW2V.Store.Journal;

/// <summary>Where a consumer of the journal is; (0, 0) is the start of every journal.</summary>
/// <param name="Sequence">The record it reads next, or is in the middle of.</param>
/// <param name="LineOffset">Byte offset in that record's decompressed text where the next line starts.</param>
public readonly record struct JournalPosition(long Sequence, int LineOffset);
