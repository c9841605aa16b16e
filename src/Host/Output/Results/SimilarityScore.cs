namespace StreamW2V.Host.Output.Results;

/// <summary>Score of one file of word similarities.</summary>
/// <param name="Name">The file's name without folder and extension.</param>
/// <param name="Spearman">Rank correlation with the judgments; null if it is not defined.</param>
/// <param name="Found">Pairs both words of which are known.</param>
/// <param name="Total">Pairs in the file.</param>
internal sealed record SimilarityScore(string Name, double? Spearman, int Found, int Total);
