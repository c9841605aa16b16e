namespace StreamW2V.Engine.Training.Curves;

/// <summary>What was measured while a learner went through a stretch of its text. A function of options, seed and text, never of the clock.</summary>
public sealed record CurveWindow
{
    /// <summary>Tokens given before it began, since the store was made.</summary>
    public required long FirstToken { get; init; }

    /// <summary>Tokens given when it ended.</summary>
    public required long EndToken { get; init; }

    /// <summary>Tokens in it whose word was in the vocabulary.</summary>
    public required long Words { get; init; }

    /// <summary>Losses as they were while the sentences were trained, of one sentence in 64.</summary>
    public LossSum Loss { get; init; }

    /// <summary>Losses of sentences scored before they were trained (docs/learning.md, Loss): of one sentence in 100.</summary>
    public LossSum Prequential { get; init; }

    /// <summary>Words that got a row.</summary>
    public long Admissions { get; init; }

    /// <summary>Those of them that took the row of another word.</summary>
    public long Evictions { get; init; }

    /// <summary>Words with a row at its end.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Times the Huffman tree was replaced.</summary>
    public long TreeReplacements { get; init; }

    /// <summary>The sum, over these replacements, of the share of (word, path step) pairs whose vector kept its meaning.</summary>
    public double KeptSum { get; init; }

    /// <summary>The learning rate in force at its end.</summary>
    public float Rate { get; init; }

    /// <summary>
    /// How far the vectors of the most frequent words have turned since the window before: the mean of 1 - cosine. NaN if there was nothing to compare with.
    /// </summary>
    public double Drift { get; init; } = double.NaN;

    /// <summary>Tokens in it.</summary>
    public long Tokens => EndToken - FirstToken;

    /// <summary>The share of tokens whose word was not in the vocabulary, 0 to 1; NaN without tokens.</summary>
    public double OutOfVocabulary => Tokens > 0 ? (double)(Tokens - Words) / Tokens : double.NaN;

    /// <summary>The mean share of (word, path step) pairs that kept their meaning when the tree was replaced; NaN where it was not.</summary>
    public double KeptShare => TreeReplacements > 0 ? KeptSum / TreeReplacements : double.NaN;

    /// <summary>
    /// Two neighbors as one window: sums are added, states are those at the end of the later one, and drift, which is a distance per window, is the mean by tokens.
    /// </summary>
    public static CurveWindow Merge(CurveWindow earlier, CurveWindow later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        return later with
        {
            FirstToken = earlier.FirstToken,
            Words = earlier.Words + later.Words,
            Loss = earlier.Loss + later.Loss,
            Prequential = earlier.Prequential + later.Prequential,
            Admissions = earlier.Admissions + later.Admissions,
            Evictions = earlier.Evictions + later.Evictions,
            TreeReplacements = earlier.TreeReplacements + later.TreeReplacements,
            KeptSum = earlier.KeptSum + later.KeptSum,
            Drift = double.IsNaN(earlier.Drift) ? later.Drift
                : double.IsNaN(later.Drift) ? earlier.Drift
                : ((earlier.Drift * earlier.Tokens) + (later.Drift * later.Tokens)) / (earlier.Tokens + later.Tokens),
        };
    }
}
