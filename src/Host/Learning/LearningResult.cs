using System.Text.Json.Serialization;

namespace StreamW2V.Host.Learning;

/// <summary>What <c>train</c> and <c>run</c> end with. The JSON names are a contract with scripts; docs/operations.md, Logs, says what is counted.</summary>
public sealed record LearningResult
{
    /// <summary>Words (tokens in the vocabulary, before subsampling) learned by this process, all passes together.</summary>
    public required long Words { get; init; }

    /// <summary>Seconds from start to end, everything included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Words per second of the training phase alone, first to last update.</summary>
    public required double WordsPerSecond { get; init; }

    /// <summary>Mean loss of an example; null if none was trained.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean loss of an example, of sentences scored before they were trained; null if there was none.</summary>
    public double? PrequentialLoss { get; init; }

    /// <summary>Share of this process's tokens whose word had no vector, 0 to 1; null without tokens.</summary>
    public double? OutOfVocabulary { get; init; }

    /// <summary>Words that got a vector, since the store was made.</summary>
    public long Admissions { get; init; }

    /// <summary>Those of them that took the row of another word.</summary>
    public long Evictions { get; init; }

    /// <summary>exp(mean cross-entropy), for the full softmax only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Perplexity { get; init; }

    /// <summary>Generations committed by this process.</summary>
    public int Checkpoints { get; init; }

    /// <summary>The longest time for which learning stood still for one of them.</summary>
    public double LongestPauseSeconds { get; init; }

    /// <summary>The generation committed last; 0 if none.</summary>
    public required long Generation { get; init; }
}
