using StreamW2V.Engine;

namespace StreamW2V.Host.Options;

/// <summary>
/// What is learned and how. docs/learning.md has the meaning of each; units and ranges are in <see cref="Declarations.ModelDeclarations"/>.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>Architecture.</summary>
    public Architecture Architecture { get; init; } = Architecture.SkipGram;

    /// <summary>Loss.</summary>
    public Objective Objective { get; init; } = Objective.NegativeSampling;

    /// <summary>Floats per vector.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>Largest distance from center to context word, in words.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Always the full window, instead of a reach drawn from 1..<see cref="Window"/>.</summary>
    public bool FixedWindow { get; init; }

    /// <summary>Noise words per example.</summary>
    public int Negative { get; init; } = 5;

    /// <summary>Power of the counts in the noise distribution.</summary>
    public double NoiseExponent { get; init; } = 0.75;

    /// <summary>The first row whose word, as a negative, comes from a slowly changing pool; 0 if none.</summary>
    public int NegativeLocality { get; init; }

    /// <summary>Relative frequency above which tokens are thinned out; 0 keeps all.</summary>
    public double Sample { get; init; } = 1e-3;

    /// <summary>Sightings before a word gets a vector.</summary>
    public int MinCount { get; init; } = 5;

    /// <summary>Words held at most by <c>run</c>.</summary>
    public int MaxVocabulary { get; init; } = 1_000_000;

    /// <summary>Tokens of <c>run</c> after which a count is half of what it was; 0 if counts stay.</summary>
    public long HalfLife { get; init; }

    /// <summary>Whether <c>run</c> joins neighboring words that belong together.</summary>
    public bool Phrases { get; init; }

    /// <summary>Normalized pointwise mutual information from which on two words are joined.</summary>
    public double PhraseThreshold { get; init; } = PhraseOptions.DefaultThreshold;

    /// <summary>Sightings of a pair before it is joined.</summary>
    public int PhraseMinCount { get; init; } = PhraseOptions.DefaultMinCount;

    /// <summary>What a word that is new to <c>run</c> starts from.</summary>
    public FirstVectors FirstVectors { get; init; } = FirstVectors.Random;

    /// <summary>Old sentences that <c>run</c> trains again behind each fresh one, on average.</summary>
    public double Rehearse { get; init; }

    /// <summary>Tokens of old sentences kept for it, at most.</summary>
    public int RehearseTokens { get; init; } = 16_000_000;

    /// <summary>How the rate moves in a stream; null for <c>train</c>, where it falls linearly over the passes.</summary>
    public RateSchedule? RateSchedule { get; init; }

    /// <summary>Scale of the schedule as given; null means <see cref="EffectiveRateTokens"/>'s default.</summary>
    public double? RateTokens { get; init; }

    /// <summary>By which share longer than those of a new Huffman tree codes may be in <c>run</c>.</summary>
    public double HuffmanSlack { get; init; } = 0.005;

    /// <summary>What the vectors of its nodes start from.</summary>
    public HuffmanCarry HuffmanCarry { get; init; }

    /// <summary>Learning rate as given; null means <see cref="InitialAlpha"/>'s default.</summary>
    public double? Alpha { get; init; }

    /// <summary>Final learning rate as given; null means <see cref="FinalAlpha"/>'s default.</summary>
    public double? MinAlpha { get; init; }

    /// <summary>Passes of <c>train</c> over the text.</summary>
    public int Passes { get; init; } = 5;

    /// <summary>Trainer threads; 1 if <see cref="Deterministic"/>.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The same text, options and seed must give the same bits.</summary>
    public bool Deterministic { get; init; }

    /// <summary>CBOW predicts from the mean of the context vectors, not their sum.</summary>
    public bool CbowMean { get; init; } = true;

    /// <summary>CBOW divides the gradient among the context vectors.</summary>
    public bool CbowSplit { get; init; }

    /// <summary>When skip-gram applies its updates.</summary>
    public UpdateOrder? UpdateOrder { get; init; }

    /// <summary>Tokens of a sentence at most.</summary>
    public int MaxSentence { get; init; } = 1000;

    /// <summary>Full softmax: examples per matrix product.</summary>
    public int SoftmaxBatch { get; init; } = 16;

    /// <summary>Full softmax: largest vocabulary it accepts.</summary>
    public int SoftmaxMaxVocabulary { get; init; } = 50_000;

    /// <summary>
    /// Learning rate at the start: <see cref="Alpha"/>, or 0.025 for skip-gram and 0.05 for CBOW, as in word2vec.c. With a rate for each word a stream starts
    /// several times higher, because rare words are all it has time for and frequent ones come down at once, unless its windows move rows too far at once (docs/streaming.md).
    /// </summary>
    public double InitialAlpha => Alpha ?? (RateSchedule == Engine.RateSchedule.Word ? FreshRate.Alpha * Calm : Architecture == Architecture.SkipGram ? 0.025 : 0.05);

    /// <summary>Learning rate at the end, or the lowest of a word: <see cref="MinAlpha"/>, or 1e-4 of <see cref="InitialAlpha"/>, 0.01 of it in a stream.</summary>
    public double FinalAlpha => MinAlpha ?? InitialAlpha * (RateSchedule is null ? 1e-4 : 0.01);

    /// <summary><see cref="RateTokens"/>, or what learned most from one pass.</summary>
    public double EffectiveRateTokens =>
        RateTokens ?? (RateSchedule == Engine.RateSchedule.Linear ? 20_000 : FreshRate.Tokens);

    private (double Alpha, double Tokens) FreshRate => (Architecture, Objective.HasFlag(Objective.HierarchicalSoftmax)) switch
    {
        (Architecture.SkipGram, false) => (0.2, 10),
        (Architecture.SkipGram, true) => (0.15, 20),
        (_, false) => (CbowMean ? 0.3 : 0.05, 20),
        (_, true) => (CbowMean ? 0.3 : 0.05, 50),
    };

    /// <summary>The share of the initial rate at which large windows and many negatives are as stable as the usual ones: the steps that a window takes at once add up.</summary>
    private double Calm
    {
        get
        {
            var reach = FixedWindow ? 2 * Window : Window;
            var noise = Objective.HasFlag(Objective.NegativeSampling) ? 80.0 / (reach * (Negative + 1)) : 1;
            var nodes = Objective.HasFlag(Objective.HierarchicalSoftmax) ? 10.0 / reach : 1;
            return Math.Min(1, Math.Min(noise, nodes));
        }
    }

    /// <summary>
    /// <see cref="UpdateOrder"/>, or by window for negative sampling alone, where it is as good and faster, and otherwise by groups of four: the steps that a
    /// whole window takes at once on the inner nodes near the root cost hierarchical softmax some of its analogies (docs/decisions/0014).
    /// </summary>
    public UpdateOrder EffectiveUpdateOrder =>
        UpdateOrder ?? (Objective == Objective.NegativeSampling ? Engine.UpdateOrder.Window : Engine.UpdateOrder.Group);

    /// <summary>The same as the learner takes it.</summary>
    public LearnerOptions ToLearner() => new()
    {
        Architecture = Architecture,
        Objective = Objective,
        Dimension = Dimension,
        Window = Window,
        FixedWindow = FixedWindow,
        Negatives = Negative,
        NoiseExponent = NoiseExponent,
        NegativeLocality = NegativeLocality,
        Sample = Sample,
        MinCount = MinCount,
        MaxVocabulary = MaxVocabulary,
        HalfLife = HalfLife,
        Phrases = Phrases ? new PhraseOptions { Threshold = PhraseThreshold, MinCount = PhraseMinCount } : null,
        FirstVectors = FirstVectors,
        Rehearse = Rehearse,
        RehearseTokens = RehearseTokens,
        Alpha = (float)InitialAlpha,
        MinAlpha = (float)FinalAlpha,
        RateSchedule = RateSchedule ?? Engine.RateSchedule.Constant,
        RateTokens = EffectiveRateTokens,
        HuffmanSlack = HuffmanSlack,
        HuffmanCarry = HuffmanCarry,
        Passes = Passes,
        Threads = Threads,
        Seed = Seed,
        CbowMean = CbowMean,
        CbowSplit = CbowSplit,
        UpdateOrder = EffectiveUpdateOrder,
        MaxSentence = MaxSentence,
        SoftmaxBatch = SoftmaxBatch,
    };
}
