namespace StreamW2V.Query.Evaluation;

/// <summary>The score of one word-similarity file.</summary>
/// <param name="Name">The file's name without folder and extension.</param>
/// <param name="Spearman">Rank correlation of the model's cosines with the judgments, −1 to 1; NaN if fewer than two pairs were
/// found or one side is constant.</param>
/// <param name="Found">Pairs both words of which are known.</param>
/// <param name="Total">Pairs in the file.</param>
public readonly record struct SimilarityResult(string Name, double Spearman, int Found, int Total);
