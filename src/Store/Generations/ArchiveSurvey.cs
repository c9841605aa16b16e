namespace StreamW2V.Store.Generations;

/// <summary>What fsck learned of an archived generation by unpacking all of it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Path">The archive.</param>
/// <param name="Seed">The seed of the store it is of; null if its header cannot be read.</param>
/// <param name="Base">The archived generation it is the difference from, 0 for a key frame.</param>
/// <param name="Problem">Why it cannot be opened; null if it can.</param>
internal sealed record ArchiveSurvey(long Number, string Path, ulong? Seed, long Base, string? Problem);
