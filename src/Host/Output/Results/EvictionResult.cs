namespace StreamW2V.Host.Output.Results;

/// <summary>One word that lost its row.</summary>
/// <param name="Word">The word.</param>
/// <param name="Count">Its count at that time.</param>
/// <param name="Successor">The word that took the row.</param>
/// <param name="Tokens">Tokens the store had been given by then.</param>
internal sealed record EvictionResult(string Word, double Count, string Successor, long Tokens);
