namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of reports that compare generations; no file sets them.</summary>
public static class ReportDeclarations
{
    /// <summary>The earlier generation.</summary>
    public static readonly OptionDeclaration From = new()
    {
        Name = "from",
        Kind = OptionKind.Integer,
        DefaultNote = "the oldest that is kept and has words",
        Minimum = 1,
        Verbs = Verbs.Drift,
        Description = "The earlier generation",
    };

    /// <summary>The later generation.</summary>
    public static readonly OptionDeclaration To = new()
    {
        Name = "to",
        Kind = OptionKind.Integer,
        DefaultNote = "the newest",
        Minimum = 1,
        Verbs = Verbs.Drift,
        Description = "The later generation",
    };

    /// <summary>Evidence a word needs to be reported.</summary>
    public static readonly OptionDeclaration MinCount = new()
    {
        Name = "min-count",
        Kind = OptionKind.Integer,
        Default = "50",
        Unit = "sightings",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Drift,
        Description = "Words with a lower count in either generation are not listed: their vectors still move by chance",
    };

    /// <summary>The generation that new words are missing from.</summary>
    public static readonly OptionDeclaration NewSince = new()
    {
        Name = "new-since",
        Kind = OptionKind.Integer,
        DefaultNote = "all words",
        Minimum = 1,
        Verbs = Verbs.Vocab,
        Description = "List only words that this earlier generation does not have",
    };

    /// <summary>Whether words that lost their row are listed instead.</summary>
    public static readonly OptionDeclaration Evicted = new()
    {
        Name = "evicted",
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Vocab,
        Description = "List the latest words that lost their row to another, the latest first",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [From, To, MinCount, NewSince, Evicted];
}
