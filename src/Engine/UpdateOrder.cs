namespace StreamW2V.Engine;

/// <summary>When the updates of a skip-gram window are applied.</summary>
public enum UpdateOrder
{
    /// <summary>After every context word, each with negatives of its own (as word2vec.c does).</summary>
    Pair,

    /// <summary>Once per window: all its context words meet the same target and negatives, as one small matrix product.</summary>
    Window,

    /// <summary>After every four context words of a window, which meet the same target and negatives.</summary>
    Group,
}
