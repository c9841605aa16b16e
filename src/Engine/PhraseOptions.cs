namespace StreamW2V.Engine;

/// <summary>When two words that stand side by side are learned as one.</summary>
public sealed record PhraseOptions
{
    /// <summary>The threshold that <c>run --phrases</c> has without another: what was chosen by looking at what it joins (docs/learning.md).</summary>
    public const double DefaultThreshold = 0.5;

    /// <summary>The sightings of a pair that <c>run --phrases</c> wants without another number.</summary>
    public const int DefaultMinCount = 10;

    /// <summary>The normalized pointwise mutual information, -1 to 1, from which on two words are joined.</summary>
    public double Threshold { get; init; } = DefaultThreshold;

    /// <summary>Sightings of the pair, as far as they are remembered, below which nothing is joined.</summary>
    public int MinCount { get; init; } = DefaultMinCount;
}
