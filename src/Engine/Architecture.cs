namespace StreamW2V.Engine;

/// <summary>How the hidden vector is made from the context (docs/learning.md, Architectures).</summary>
public enum Architecture
{
    /// <summary>Each context word alone predicts the center word.</summary>
    SkipGram,

    /// <summary>The mean or sum of the context words predicts the center word.</summary>
    Cbow,
}
