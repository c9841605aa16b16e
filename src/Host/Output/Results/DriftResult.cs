namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>drift</c> found.</summary>
/// <param name="From">The earlier generation.</param>
/// <param name="To">The later generation.</param>
/// <param name="Common">Words of both among which neighbors were looked for.</param>
/// <param name="Compared">Of these, those with enough evidence.</param>
/// <param name="K">Neighbors compared per word.</param>
/// <param name="Decayed">Counts decay, so that frequencies are those of each generation and not of the time between.</param>
/// <param name="Words">The words that moved most, or those asked for.</param>
internal sealed record DriftResult(
    long From, long To, int Common, int Compared, int K, bool Decayed, IReadOnlyList<DriftedWordResult> Words);
