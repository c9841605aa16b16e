namespace StreamW2V.Store.Journal;

/// <summary>One thing <see cref="JournalCheck"/> found.</summary>
/// <param name="Path">The segment file.</param>
/// <param name="Offset">Where in it, in bytes.</param>
/// <param name="IsDamage">True: the journal is refused until it is repaired. False: a torn tail, which the next start cuts by
/// itself.</param>
/// <param name="Sentence">What is wrong, in one line with the path, the offset and the record.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record JournalFinding(string Path, long Offset, bool IsDamage, string Sentence, string Remedy);
