namespace StreamW2V.Query.Drift;

/// <summary>What a comparison of two generations found.</summary>
/// <param name="Common">Words of both generations among which neighbors were looked for.</param>
/// <param name="Compared">Of these, those with enough evidence to be reported.</param>
/// <param name="Neighbors">Neighbors compared per word.</param>
/// <param name="HasDecayedCounts">Counts decay in one of the generations, so frequencies are those of each and not of the time between.</param>
/// <param name="Words">The words that moved most, or those asked for: by descending overlap loss, then ascending cosine.</param>
public sealed record DriftReport(int Common, int Compared, int Neighbors, bool HasDecayedCounts, IReadOnlyList<DriftedWord> Words);
