namespace StreamW2V.Query.Neighbors;

/// <summary>A word near a query.</summary>
/// <param name="Id">Row of the word.</param>
/// <param name="Word">The word.</param>
/// <param name="Similarity">Cosine similarity to the query, -1 to 1.</param>
public readonly record struct Neighbor(int Id, string Word, float Similarity);
