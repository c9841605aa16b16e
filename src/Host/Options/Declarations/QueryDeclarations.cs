namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>query</c>, and those of one query or repair that no file should set.</summary>
public static class QueryDeclarations
{
    private const string Section = "query";

    /// <summary>Neighbors asked for.</summary>
    public static readonly OptionDeclaration Count = new()
    {
        Name = "k",
        Aliases = ["topn"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "10",
        Unit = "words",
        Minimum = 1,
        Maximum = 1_000_000,
        Verbs = Verbs.Nn | Verbs.Analogy | Verbs.Drift,
        Description = "Words to print; drift: neighbors to compare",
    };

    /// <summary>The generation asked.</summary>
    public static readonly OptionDeclaration Generation = new()
    {
        Name = "generation",
        Kind = OptionKind.Integer,
        DefaultNote = "the newest",
        Minimum = 1,
        Verbs = Verbs.Queries,
        Description = "Generation to ask",
    };

    /// <summary>The matrix read as word vectors.</summary>
    public static readonly OptionDeclaration Vectors = new()
    {
        Name = "vectors",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["input", "output", "mean"],
        Default = "input",
        Verbs = Verbs.Queries & ~Verbs.Vocab,
        Description = "Read the input embeddings, the output embeddings or the mean of both as word vectors",
    };

    /// <summary>Words that take part in analogies.</summary>
    public static readonly OptionDeclaration RestrictVocabulary = new()
    {
        Name = "restrict-vocab",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "30000",
        Unit = "words",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Eval | Verbs.Run | Verbs.Drift,
        Description = "Analogies are asked and answered, and neighbors compared for drift, among this many of the most frequent words",
    };

    /// <summary>Whether the pairs of a similarity file match words that differ in case.</summary>
    public static readonly OptionDeclaration IgnoreCase = new()
    {
        Name = "ignore-case",
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Eval | Verbs.Run,
        Description = "Similarity pairs also match words that differ only in case; analogies always do, as in gensim",
    };

    /// <summary>Words listed.</summary>
    public static readonly OptionDeclaration Top = new()
    {
        Name = "top",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "20",
        Unit = "words",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Vocab | Verbs.Drift,
        Description = "Words to list: the most frequent; drift: those that moved most",
    };

    /// <summary>Analogy files.</summary>
    public static readonly OptionDeclaration Analogies = new()
    {
        Name = "analogies",
        Kind = OptionKind.Paths,
        Verbs = Verbs.Eval | Verbs.Run,
        Description = "File of analogies in the form of questions-words.txt; may be repeated",
    };

    /// <summary>Similarity files.</summary>
    public static readonly OptionDeclaration Similarity = new()
    {
        Name = "similarity",
        Kind = OptionKind.Paths,
        Verbs = Verbs.Eval | Verbs.Run,
        Description = "File of word pairs with scores (WS-353, MEN); may be repeated",
    };

    /// <summary>Tokens from one scoring of a run to the next.</summary>
    public static readonly OptionDeclaration EvaluateEvery = new()
    {
        Name = "evaluate-every",
        Kind = OptionKind.Integer,
        DefaultNote = "never",
        Unit = "tokens",
        Minimum = 1000,
        Maximum = 1e15,
        Verbs = Verbs.Run,
        Description = "Score the vectors on --analogies and --similarity whenever this many more tokens are learned; see them with eval --periodic",
    };

    /// <summary>Whether the curves of a run are shown instead of scores of today's vectors.</summary>
    public static readonly OptionDeclaration Periodic = new()
    {
        Name = "periodic",
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Eval,
        Description = "Show the curves of the run, and what --evaluate-every scored",
    };

    /// <summary>Where the curves go as CSV.</summary>
    public static readonly OptionDeclaration CurvesCsv = new()
    {
        Name = "csv",
        Kind = OptionKind.Path,
        Verbs = Verbs.Eval,
        Description = "With --periodic: file to write the curves to as CSV",
    };

    /// <summary>Where the curves go as a plot.</summary>
    public static readonly OptionDeclaration CurvesSvg = new()
    {
        Name = "svg",
        Kind = OptionKind.Path,
        Verbs = Verbs.Eval,
        Description = "With --periodic: file to write a plot of the curves to as SVG",
    };

    /// <summary>Whether a check may change the store.</summary>
    public static readonly OptionDeclaration Repair = new()
    {
        Name = "repair",
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Fsck,
        Description = "Move what is damaged to quarantine/; nothing is deleted",
    };

    /// <summary>Whether a rollback may give the journal up.</summary>
    public static readonly OptionDeclaration SetJournalAside = new()
    {
        Name = "set-journal-aside",
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Rollback,
        Description = "Go back even if the journal does not reach back that far: it is moved to quarantine/, and learning goes on without what only it held",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } =
        [Count, Generation, Vectors, RestrictVocabulary, IgnoreCase, Top, Analogies, Similarity, EvaluateEvery, Periodic, CurvesCsv, CurvesSvg, Repair, SetJournalAside];
}
