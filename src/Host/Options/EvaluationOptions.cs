namespace StreamW2V.Host.Options;

/// <summary>What <c>run</c> scores on its way, and how often. No file has been looked at.</summary>
/// <param name="EveryTokens">Tokens from one scoring to the next, counted since the store was made.</param>
/// <param name="Analogies">Analogy files as full paths.</param>
/// <param name="Similarity">Similarity files as full paths.</param>
/// <param name="Restriction">Analogies are asked among this many of the most frequent words.</param>
/// <param name="IgnoreCase">Whether pairs also match words that differ only in case.</param>
public sealed record EvaluationOptions(
    long EveryTokens, IReadOnlyList<string> Analogies, IReadOnlyList<string> Similarity, int Restriction, bool IgnoreCase);
