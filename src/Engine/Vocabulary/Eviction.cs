namespace StreamW2V.Engine.Vocabulary;

/// <summary>One word that lost its row to a more frequent one.</summary>
/// <param name="Row">The row that changed hands.</param>
/// <param name="Word">The evicted word, 1 to 256 bytes of UTF-8.</param>
/// <param name="Count">Its count at that time, decayed where counts decay.</param>
/// <param name="Successor">The word that has had the row since, 1 to 256 bytes of UTF-8.</param>
/// <param name="Tokens">Tokens the store had been given at the edge where it happened, known words or not.</param>
public sealed record Eviction(int Row, ReadOnlyMemory<byte> Word, double Count, ReadOnlyMemory<byte> Successor, long Tokens);
