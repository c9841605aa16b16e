namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The rate curves of the three kinds of rows. An input row is asked about its own word only and settles fast; an output row or a node answers for many and must
/// stay movable longer. The constants are those that learned most from one pass (docs/streaming.md, Learning rate).
/// </summary>
/// <param name="Input">Of input embeddings.</param>
/// <param name="Output">Of output embeddings.</param>
/// <param name="Nodes">Of inner nodes.</param>
internal readonly record struct RateCurves(RateCurve Input, RateCurve Output, RateCurve Nodes)
{
    /// <summary>The curves that options ask for.</summary>
    public static RateCurves Of(LearnerOptions options)
    {
        var floor = options.MinAlpha / options.Alpha;
        if (options.RateSchedule == RateSchedule.Linear)
        {
            return All(new(options.RateTokens, 0, floor));
        }

        // Skip-gram asks a node once for every context word, CBOW once for all of them.
        var nodeTokens = options.RateTokens * (options.Architecture == Architecture.SkipGram ? 5 : 1);
        return new(new(options.RateTokens, 0.75, floor), new(options.RateTokens, 0.5, floor), new(nodeTokens, 0.5, floor));
    }

    private static RateCurves All(RateCurve curve) => new(curve, curve, curve);
}
