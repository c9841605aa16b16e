using StreamW2V.Ingest.Sources;

namespace StreamW2V.Host.Learning;

/// <summary>How far learning is, as the services report it. What is not known is null and is not shown.</summary>
public sealed record LearningProgress
{
    /// <summary>What is being done, one word: <c>counting</c>, <c>training</c>, <c>recovering</c>, <c>learning</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Words (tokens) of this process so far.</summary>
    public long Words { get; init; }

    /// <summary>Words per second lately.</summary>
    public double? WordsPerSecond { get; init; }

    /// <summary>Mean loss of an example lately.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean loss of an example lately, of sentences scored before they were trained.</summary>
    public double? PrequentialLoss { get; init; }

    /// <summary>Share of tokens lately whose word has no vector, 0 to 1.</summary>
    public double? OutOfVocabulary { get; init; }

    /// <summary>Words that got a vector, since the store was made.</summary>
    public long? Admissions { get; init; }

    /// <summary>Those of them that took the row of another word.</summary>
    public long? Evictions { get; init; }

    /// <summary>Learning rate now.</summary>
    public double? Alpha { get; init; }

    /// <summary>Share that is done, 0 to 1; null for a stream, which has no end.</summary>
    public double? Fraction { get; init; }

    /// <summary>Estimate of the time to the end.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Words that have a vector.</summary>
    public long? Vocabulary { get; init; }

    /// <summary>Newest generation committed.</summary>
    public long? Generation { get; init; }

    /// <summary>How long learning stood still for the last generation.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>Bytes of text accepted and not learned yet.</summary>
    public long? LagBytes { get; init; }

    /// <summary>What was read and what was passed over; of <c>run</c> only.</summary>
    public IntakeCounters? Sources { get; init; }
}
