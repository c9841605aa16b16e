namespace StreamW2V.Engine;

/// <summary>How the learning rate moves while a stream is learned. <c>train</c>, whose end is known, always lets it fall linearly over its passes.</summary>
public enum RateSchedule
{
    /// <summary>Each row has a rate of its own that falls as it is trained: a fresh word moves fast, an old one stays put (docs/learning.md, Learning rate).</summary>
    Word,

    /// <summary>Each row's rate falls linearly over its first <see cref="LearnerOptions.RateTokens"/> trained tokens.</summary>
    Linear,

    /// <summary>The initial rate for every row, always.</summary>
    Constant,
}
