using System.Globalization;
using StreamW2V.Engine;
using StreamW2V.Engine.Vocabulary.Phrases;

namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>model</c> about what <c>run</c> learns of a stream beyond one corpus. docs/learning.md has the meaning of each.</summary>
public static class GrowthDeclarations
{
    private const string Section = "model";

    /// <summary>Tokens after which a count is half of what it was.</summary>
    public static readonly OptionDeclaration HalfLife = new()
    {
        Name = "half-life",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "0",
        Unit = "tokens",
        Minimum = 0,
        Maximum = 1_000_000_000_000_000,
        Verbs = Verbs.Run,
        Description = "Counts halve every so many tokens, so that words out of use make room; 0 keeps them",
    };

    /// <summary>Whether neighboring words that belong together become one.</summary>
    public static readonly OptionDeclaration Phrases = new()
    {
        Name = "phrases",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Run,
        Description = "Join words that come together far more often than by chance, new york as new_york, and learn them as one",
    };

    /// <summary>How much more often than by chance.</summary>
    public static readonly OptionDeclaration PhraseThreshold = new()
    {
        Name = "phrase-threshold",
        Section = Section,
        Kind = OptionKind.Number,
        Default = PhraseOptions.DefaultThreshold.ToString(CultureInfo.InvariantCulture),
        Minimum = -1,
        Maximum = 1,
        Verbs = Verbs.Run,
        Description = "Normalized pointwise mutual information from which on --phrases joins two words: 0 is chance, 1 is never apart",
    };

    /// <summary>Sightings of a pair before it can be a phrase.</summary>
    public static readonly OptionDeclaration PhraseMinCount = new()
    {
        Name = "phrase-min-count",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = PhraseOptions.DefaultMinCount.ToString(CultureInfo.InvariantCulture),
        Unit = "sightings",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Run,
        Description = "Pairs seen less often are not joined by --phrases",
    };

    /// <summary>What new words start from.</summary>
    public static readonly OptionDeclaration FirstVectors = new()
    {
        Name = "first-vectors",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["random", "context"],
        Default = "random",
        Verbs = Verbs.Run,
        Description = "What a new word starts from: a draw, or the mean of the words around it when it was seen",
    };

    /// <summary>Old sentences trained again behind each fresh one.</summary>
    public static readonly OptionDeclaration Rehearse = new()
    {
        Name = "rehearse",
        Section = Section,
        Kind = OptionKind.Number,
        Default = "0",
        Unit = "sentences",
        Minimum = 0,
        Maximum = LearnerOptions.MaxRehearse,
        Verbs = Verbs.Run,
        Description = "Old sentences trained again behind each fresh one, on average, against forgetting",
    };

    /// <summary>Tokens of old sentences kept for it.</summary>
    public static readonly OptionDeclaration RehearseTokens = new()
    {
        Name = "rehearse-tokens",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "16000000",
        Unit = "tokens",
        Minimum = 10_000,
        Maximum = 200_000_000,
        Verbs = Verbs.Run,
        Description = "Size of the random sample of all old sentences that --rehearse takes them from, about 5 bytes of memory each",
    };

    /// <summary>How the rate moves in a stream.</summary>
    public static readonly OptionDeclaration RateSchedule = new()
    {
        Name = "rate-schedule",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["word", "linear", "constant"],
        Default = "word",
        Verbs = Verbs.Run,
        Description = "Each word's own rate falls as it is trained, falls in a line over its first --rate-tokens, or one constant rate for all",
    };

    /// <summary>Scale of the schedule.</summary>
    public static readonly OptionDeclaration RateTokens = new()
    {
        Name = "rate-tokens",
        Section = Section,
        Kind = OptionKind.Number,
        DefaultNote = "10 to 50 by model and objective; 20000 for linear",
        Unit = "tokens",
        Minimum = 1,
        Maximum = 1e15,
        Verbs = Verbs.Run,
        Description = "Tokens a word is trained with, after thinning out, until its rate has come down markedly",
    };

    /// <summary>When a new Huffman tree takes over.</summary>
    public static readonly OptionDeclaration HuffmanSlack = new()
    {
        Name = "huffman-slack",
        Section = Section,
        Kind = OptionKind.Number,
        Default = "0.005",
        Minimum = 0,
        Maximum = 1e9,
        Verbs = Verbs.Run,
        Description = "A new Huffman tree takes over when codes are longer than its own by this share",
    };

    /// <summary>What becomes of the node vectors then.</summary>
    public static readonly OptionDeclaration HuffmanCarry = new()
    {
        Name = "huffman-carry",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["overlap", "index", "zero"],
        Default = "overlap",
        Verbs = Verbs.Run,
        Description = "Its nodes start from the vectors that told most of the same words apart, or, to compare with, from those of the same numbers or from zero",
    };
}
