namespace StreamW2V.Host.Output.Results;

/// <summary>One word of <c>drift</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="OverlapLoss">Share of its k neighbors that are others now, 0 to 1.</param>
/// <param name="Cosine">Cosine of its two vectors after alignment.</param>
/// <param name="CountFrom">Its count in the earlier generation.</param>
/// <param name="CountTo">Its count in the later one.</param>
/// <param name="PerMillionFrom">Sightings per million known tokens up to the earlier generation.</param>
/// <param name="PerMillionSince">The same for the time between the two; null if nothing was counted.</param>
/// <param name="Ratio">The latter divided by the former.</param>
/// <param name="Returned">It lost its row in between and was learned anew.</param>
/// <param name="NeighborsFrom">Its neighbors in the earlier generation; null unless it was asked for.</param>
/// <param name="NeighborsTo">The same in the later one.</param>
internal sealed record DriftedWordResult(
    string Word,
    double OverlapLoss,
    double Cosine,
    double CountFrom,
    double CountTo,
    double PerMillionFrom,
    double? PerMillionSince,
    double? Ratio,
    bool Returned,
    IReadOnlyList<string>? NeighborsFrom,
    IReadOnlyList<string>? NeighborsTo);
