namespace StreamW2V.Host.Output.Results;

/// <summary>One answer of <c>nn</c> and <c>analogy</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="Similarity">Its cosine with the query.</param>
internal sealed record NeighborResult(string Word, float Similarity);
