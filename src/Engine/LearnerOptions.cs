namespace StreamW2V.Engine;

/// <summary>Everything that decides, together with the text, what is learned. Recorded in each generation.</summary>
public sealed record LearnerOptions
{
    /// <summary>Skip-gram or CBOW.</summary>
    public Architecture Architecture { get; init; } = Architecture.SkipGram;

    /// <summary>The loss.</summary>
    public Objective Objective { get; init; } = Objective.NegativeSampling;

    /// <summary>Numbers in a word vector.</summary>
    public int Dimension { get; init; } = 100;

    /// <summary>The farthest distance between a center word and a context word, in words that survive subsampling.</summary>
    public int Window { get; init; } = 5;

    /// <summary>Whether every window has the full reach, instead of a reach drawn from 1 to <see cref="Window"/>.</summary>
    public bool FixedWindow { get; init; }

    /// <summary>Negatives per positive example.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>The noise distribution is the counts to this power.</summary>
    public double NoiseExponent { get; init; } = 0.75;

    /// <summary>The first row whose word, as a negative, comes from a slowly changing pool of rare ones; 0 if every negative is drawn by itself.</summary>
    public int NegativeLocality { get; init; }

    /// <summary>The relative frequency above which tokens are subsampled; 0 keeps all.</summary>
    public double Sample { get; init; } = 1e-3;

    /// <summary>The count below which a word gets no vector.</summary>
    public int MinCount { get; init; } = 5;

    /// <summary>The largest number of words with a vector.</summary>
    public int MaxVocabulary { get; init; } = 1_000_000;

    /// <summary>Tokens of a stream, known or not, after which a count is half of what it was; 0 if counts stay.</summary>
    public long HalfLife { get; init; }

    /// <summary>Tokens of a stream, known or not, for which a word keeps its row after its admission, whatever comes: eight edges.</summary>
    public long GraceTokens { get; init; } = 8 * Training.Learner.EdgeTokens;

    /// <summary>When a stream learns two neighboring words as one; null if never.</summary>
    public PhraseOptions? Phrases { get; init; }

    /// <summary>What a word that is new in a stream starts from.</summary>
    public FirstVectors FirstVectors { get; init; } = FirstVectors.Random;

    /// <summary>Old sentences of a stream that are trained again behind each fresh one, on average, 0 to <see cref="MaxRehearse"/>.</summary>
    public double Rehearse { get; init; }

    /// <summary>Tokens of old sentences kept to be rehearsed, at most.</summary>
    public int RehearseTokens { get; init; } = 16_000_000;

    /// <summary>The initial learning rate.</summary>
    public float Alpha { get; init; } = 0.025f;

    /// <summary>The learning rate at the end of <c>train</c>; the lowest one of a row in a stream.</summary>
    public float MinAlpha { get; init; } = 0.025f * 1e-4f;

    /// <summary>How the learning rate moves in a stream.</summary>
    public RateSchedule RateSchedule { get; init; } = RateSchedule.Constant;

    /// <summary>Trained tokens of a word (after subsampling) after which its rate has come down markedly; what that is depends on <see cref="RateSchedule"/>.</summary>
    public double RateTokens { get; init; } = 10;

    /// <summary>By which share longer than those of a new Huffman tree codes may be before it takes over.</summary>
    public double HuffmanSlack { get; init; } = 0.005;

    /// <summary>What becomes of the vectors of inner nodes then.</summary>
    public HuffmanCarry HuffmanCarry { get; init; } = HuffmanCarry.Overlap;

    /// <summary>Times that <c>train</c> reads the text.</summary>
    public int Passes { get; init; } = 5;

    /// <summary>Threads that train; the one that reads is one of them.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of every random draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>CBOW: whether the hidden vector is the mean of the context rows, not their sum.</summary>
    public bool CbowMean { get; init; } = true;

    /// <summary>CBOW: whether the error is divided by the number of context words (the exact gradient of the mean).</summary>
    public bool CbowSplit { get; init; }

    /// <summary>Skip-gram: when the updates of a window are applied.</summary>
    public UpdateOrder UpdateOrder { get; init; } = UpdateOrder.Window;

    /// <summary>Tokens after which a longer line is cut into another sentence.</summary>
    public int MaxSentence { get; init; } = 1000;

    /// <summary>Examples per step of the full softmax.</summary>
    public int SoftmaxBatch { get; init; } = 16;

    /// <summary>The largest <see cref="Rehearse"/>.</summary>
    public const int MaxRehearse = 16;

    /// <summary>Words to each side of a candidate that are collected for its first vector.</summary>
    internal int ContextWindow => FirstVectors == FirstVectors.Context ? Window : 0;

    /// <summary>Floats from one row to the next.</summary>
    public int Stride => Numerics.RowTable.StrideOf(Dimension);

    /// <summary>Whether rows of output embeddings are learned.</summary>
    public bool HasOutputEmbeddings => (Objective & (Objective.NegativeSampling | Objective.FullSoftmax)) != 0;

    /// <summary>Whether vectors of inner nodes are learned.</summary>
    public bool HasInnerNodes => (Objective & Objective.HierarchicalSoftmax) != 0;
}
