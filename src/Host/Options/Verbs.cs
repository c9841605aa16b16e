namespace StreamW2V.Host.Options;

/// <summary>The verbs of the command line as a set, so that an option can say which of them take it.</summary>
[Flags]
public enum Verbs
{
    /// <summary>No verb.</summary>
    None = 0,

    /// <summary>Learns from a stream until stopped.</summary>
    Run = 1 << 0,

    /// <summary>Learns from files, then ends.</summary>
    Train = 1 << 1,

    /// <summary>Nearest neighbors.</summary>
    Nn = 1 << 2,

    /// <summary>A is to B as C is to what.</summary>
    Analogy = 1 << 3,

    /// <summary>Cosine of two words.</summary>
    Similarity = 1 << 4,

    /// <summary>Prints vectors.</summary>
    Vector = 1 << 5,

    /// <summary>The odd one out.</summary>
    DoesntMatch = 1 << 6,

    /// <summary>Accuracy on test sets.</summary>
    Eval = 1 << 7,

    /// <summary>Writes vectors for other programs.</summary>
    Export = 1 << 8,

    /// <summary>Reads vectors of other programs.</summary>
    Import = 1 << 9,

    /// <summary>Lists words.</summary>
    Vocab = 1 << 10,

    /// <summary>State of the store.</summary>
    Status = 1 << 11,

    /// <summary>Lists generations.</summary>
    Generations = 1 << 12,

    /// <summary>Goes back to a generation.</summary>
    Rollback = 1 << 13,

    /// <summary>Checks the store.</summary>
    Fsck = 1 << 14,

    /// <summary>Measures the speed of training.</summary>
    Bench = 1 << 15,

    /// <summary>What changed between two generations.</summary>
    Drift = 1 << 16,

    /// <summary>Removes words.</summary>
    Forget = 1 << 17,

    /// <summary>Those that learn.</summary>
    Learning = Run | Train,

    /// <summary>Those that train, be it only to see how fast.</summary>
    Training = Learning | Bench,

    /// <summary>Those that read one model and change nothing.</summary>
    Queries = Nn | Analogy | Similarity | Vector | DoesntMatch | Eval | Export | Vocab,

    /// <summary>Those that work on the store as a whole.</summary>
    Upkeep = Status | Generations | Rollback | Fsck | Forget,

    /// <summary>Every verb.</summary>
    All = Training | Queries | Drift | Import | Upkeep,
}
