namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>model</c>: what is learned and how. docs/learning.md has the meaning of each.</summary>
public static class ModelDeclarations
{
    private const string Section = "model";

    /// <summary>Skip-gram or CBOW.</summary>
    public static readonly OptionDeclaration Model = new()
    {
        Name = "model",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["sg", "cbow"],
        Default = "sg",
        Verbs = Verbs.Learning,
        Description = "Architecture: skip-gram or continuous bag of words (--cbow 1 and --sg 1 say the same)",
    };

    /// <summary>The loss.</summary>
    public static readonly OptionDeclaration Objective = new()
    {
        Name = "objective",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["ns", "hs", "ns+hs", "softmax"],
        Default = "ns",
        Verbs = Verbs.Learning,
        Description = "Loss: negative sampling, hierarchical softmax, both, or the full softmax (small vocabularies)",
    };

    /// <summary>Floats per vector.</summary>
    public static readonly OptionDeclaration Dimension = new()
    {
        Name = "dim",
        Aliases = ["size", "vector-size"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "100",
        Unit = "floats",
        Minimum = 1,
        Maximum = 8192,
        Verbs = Verbs.Learning,
        Description = "Length of a word vector",
    };

    /// <summary>Reach of the context to each side.</summary>
    public static readonly OptionDeclaration Window = new()
    {
        Name = "window",
        Aliases = ["ws"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "5",
        Unit = "words",
        Minimum = 1,
        Maximum = 1000,
        Verbs = Verbs.Training,
        Description = "Largest distance between center and context word",
    };

    /// <summary>Whether the reach is always the full window.</summary>
    public static readonly OptionDeclaration FixedWindow = new()
    {
        Name = "fixed-window",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Training,
        Description = "Always use the full window; otherwise its reach is drawn from 1..window for each center word",
    };

    /// <summary>Noise words per example.</summary>
    public static readonly OptionDeclaration Negative = new()
    {
        Name = "negative",
        Aliases = ["neg"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "5",
        Unit = "words",
        Minimum = 0,
        Maximum = 1000,
        Verbs = Verbs.Training,
        Description = "Noise words per example; 0 turns negative sampling off and needs --hs 1 or --objective hs",
    };

    /// <summary>Power of the counts in the noise distribution.</summary>
    public static readonly OptionDeclaration NoiseExponent = new()
    {
        Name = "ns-exponent",
        Section = Section,
        Kind = OptionKind.Number,
        Default = "0.75",
        Minimum = -2,
        Maximum = 2,
        Verbs = Verbs.Training,
        Description = "Noise words are drawn in proportion to count to this power",
    };

    /// <summary>The row from which on noise words come from a pool.</summary>
    public static readonly OptionDeclaration NegativeLocality = new()
    {
        Name = "negative-locality",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "0",
        Unit = "rows",
        Minimum = 0,
        Maximum = 1 << 30,
        Verbs = Verbs.Learning,
        Description = "Noise words behind the first so many rows come from a slowly changing pool, for rows that exceed memory; 0 draws each by itself",
    };

    /// <summary>Threshold of subsampling.</summary>
    public static readonly OptionDeclaration Sample = new()
    {
        Name = "sample",
        Aliases = ["t"],
        Section = Section,
        Kind = OptionKind.Number,
        Default = "0.001",
        Minimum = 0,
        Maximum = 1,
        Verbs = Verbs.Learning,
        Description = "Words of a higher relative frequency are thinned out; 0 keeps all",
    };

    /// <summary>Sightings before a word gets a vector.</summary>
    public static readonly OptionDeclaration MinCount = new()
    {
        Name = "min-count",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "5",
        Unit = "sightings",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Training,
        Description = "Words seen less often get no vector",
    };

    /// <summary>Words held at most by a stream learner.</summary>
    public static readonly OptionDeclaration MaxVocabulary = new()
    {
        Name = "max-vocab",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "1000000",
        Unit = "words",
        Minimum = 1,
        Maximum = 1_000_000_000,
        Verbs = Verbs.Run,
        Description = "Words held at most; then a more frequent newcomer replaces the weakest",
    };

    /// <summary>Learning rate at the start.</summary>
    public static readonly OptionDeclaration Alpha = new()
    {
        Name = "alpha",
        Aliases = ["lr"],
        Section = Section,
        Kind = OptionKind.Number,
        DefaultNote = "0.025 for sg, 0.05 for cbow; in run up to 0.3",
        Minimum = 1e-9,
        Maximum = 10,
        Verbs = Verbs.Learning,
        Description = "Learning rate at the start",
    };

    /// <summary>Learning rate at the end of the passes.</summary>
    public static readonly OptionDeclaration MinAlpha = new()
    {
        Name = "min-alpha",
        Section = Section,
        Kind = OptionKind.Number,
        DefaultNote = "1e-4 of alpha, in run 0.01",
        Minimum = 0,
        Maximum = 10,
        Verbs = Verbs.Learning,
        Description = "Learning rate at the end of train; in run the lowest that the rate of a word falls to",
    };

    /// <summary>Times the text is read for training.</summary>
    public static readonly OptionDeclaration Passes = new()
    {
        Name = "passes",
        Aliases = ["epochs", "epoch", "iter"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "5",
        Unit = "passes",
        Minimum = 1,
        Maximum = 100_000,
        Verbs = Verbs.Train,
        Description = "Passes over the text after the one that counts words",
    };

    /// <summary>Trainer threads.</summary>
    public static readonly OptionDeclaration Threads = new()
    {
        Name = "threads",
        Aliases = ["thread", "workers"],
        Section = Section,
        Kind = OptionKind.Integer,
        DefaultNote = "the machine's cores",
        Unit = "threads",
        Minimum = 1,
        Maximum = 256,
        Verbs = Verbs.Learning,
        Description = "Threads that train, the reading one included",
    };

    /// <summary>Seed of every random choice.</summary>
    public static readonly OptionDeclaration Seed = new()
    {
        Name = "seed",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "1",
        Minimum = 0,
        Verbs = Verbs.Training,
        Description = "Seed of every random choice",
    };

    /// <summary>One trainer thread, same bits every time.</summary>
    public static readonly OptionDeclaration Deterministic = new()
    {
        Name = "deterministic",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Learning,
        Description = "One trainer thread: the same text, options and seed give the same bits",
    };

    /// <summary>Mean or sum of the context rows.</summary>
    public static readonly OptionDeclaration CbowMean = new()
    {
        Name = "cbow-mean",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "true",
        Verbs = Verbs.Training,
        Description = "CBOW: predict from the mean of the context vectors; false takes their sum",
    };

    /// <summary>Full or divided gradient for the context rows.</summary>
    public static readonly OptionDeclaration CbowSplit = new()
    {
        Name = "cbow-split",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Training,
        Description = "CBOW: divide the gradient among the context vectors (exact for the mean); false gives each all of it, as word2vec.c",
    };

    /// <summary>When skip-gram applies its updates.</summary>
    public static readonly OptionDeclaration UpdateOrder = new()
    {
        Name = "update-order",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["pair", "window", "group"],
        DefaultNote = "window for ns, group otherwise",
        Verbs = Verbs.Training,
        Description = "Skip-gram: update after every context word (as word2vec.c), "
            + "after every four, or once for the window (faster)",
    };

    /// <summary>Tokens per sentence.</summary>
    public static readonly OptionDeclaration MaxSentence = new()
    {
        Name = "max-sentence",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "1000",
        Unit = "tokens",
        Minimum = 2,
        Maximum = 1_000_000,
        Verbs = Verbs.Training,
        Description = "Longer lines are cut into sentences of this length",
    };

    /// <summary>Examples per matrix product of the full softmax.</summary>
    public static readonly OptionDeclaration SoftmaxBatch = new()
    {
        Name = "softmax-batch",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "16",
        Unit = "examples",
        Minimum = 1,
        Maximum = 4096,
        Verbs = Verbs.Training,
        Description = "Full softmax: examples per matrix product",
    };

    /// <summary>Largest vocabulary of the full softmax.</summary>
    public static readonly OptionDeclaration SoftmaxMaxVocabulary = new()
    {
        Name = "softmax-max-vocab",
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "50000",
        Unit = "words",
        Minimum = 1,
        Maximum = 10_000_000,
        Verbs = Verbs.Training,
        Description = "Full softmax: refuse larger vocabularies, because its cost grows with them",
    };

    /// <summary>word2vec.c's name for the architecture.</summary>
    public static readonly OptionDeclaration Cbow = new()
    {
        Name = "cbow",
        Kind = OptionKind.Flag,
        DefaultNote = "as --model says",
        Verbs = Verbs.Learning,
        Description = "1 is --model cbow, 0 is --model sg",
    };

    /// <summary>gensim's name for the architecture.</summary>
    public static readonly OptionDeclaration SkipGram = new()
    {
        Name = "sg",
        Kind = OptionKind.Flag,
        DefaultNote = "as --model says",
        Verbs = Verbs.Learning,
        Description = "1 is --model sg, 0 is --model cbow",
    };

    /// <summary>word2vec.c's name for hierarchical softmax.</summary>
    public static readonly OptionDeclaration HierarchicalSoftmax = new()
    {
        Name = "hs",
        Kind = OptionKind.Flag,
        DefaultNote = "as --objective says",
        Verbs = Verbs.Learning,
        Description = "1 adds hierarchical softmax to negative sampling, and replaces it with --negative 0, as in word2vec.c and gensim",
    };

    /// <summary>All of the section, those of <see cref="GrowthDeclarations"/> among them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } =
    [
        Model, Cbow, SkipGram, Objective, HierarchicalSoftmax, Dimension, Window, FixedWindow, Negative, NoiseExponent, NegativeLocality, Sample, MinCount,
        MaxVocabulary, GrowthDeclarations.HalfLife, GrowthDeclarations.Phrases, GrowthDeclarations.PhraseThreshold, GrowthDeclarations.PhraseMinCount,
        GrowthDeclarations.FirstVectors, GrowthDeclarations.Rehearse, GrowthDeclarations.RehearseTokens, Alpha, GrowthDeclarations.RateSchedule,
        GrowthDeclarations.RateTokens, MinAlpha, GrowthDeclarations.HuffmanSlack, GrowthDeclarations.HuffmanCarry, Passes, Threads, Seed, Deterministic,
        CbowMean, CbowSplit, UpdateOrder, MaxSentence, SoftmaxBatch, SoftmaxMaxVocabulary,
    ];
}
