namespace StreamW2V.Host.Output.Results;

/// <summary>The answer of <c>similarity</c>.</summary>
/// <param name="A">One word.</param>
/// <param name="B">The other.</param>
/// <param name="Similarity">The cosine of their vectors.</param>
internal sealed record SimilarityOfTwo(string A, string B, float Similarity);
