namespace StreamW2V.Query.Drift;

/// <summary>How two generations are compared.</summary>
public sealed record DriftOptions
{
    /// <summary>Neighbors of a word that are compared; at most one less than there are common words. Default 10.</summary>
    public int Neighbors { get; init; } = 10;

    /// <summary>Words, the most frequent of those that both generations have, among which neighbors are looked for. Default 30,000.</summary>
    public int RestrictVocabulary { get; init; } = 30_000;

    /// <summary>Words seen less often in either generation are not reported: their vectors still move by chance. Default 50.</summary>
    public double MinCount { get; init; } = 50;

    /// <summary>Words reported. Default 20.</summary>
    public int Top { get; init; } = 20;
}
