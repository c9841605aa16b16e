namespace StreamW2V.Engine;

/// <summary>What a stream of random draws is for. The numbers are part of the meaning of a store: they never change.</summary>
internal static class RandomUse
{
    /// <summary>Subsampling, window reach and negatives of one sentence; the index is the number of the sentence.</summary>
    public const ulong Sentence = 1;

    /// <summary>The first vector of a word; the index is its id and row generation.</summary>
    public const ulong FirstVector = 2;

    /// <summary>Whether the loss of a sentence is measured before it is trained; the index is the number of the sentence.</summary>
    public const ulong Prequential = 3;

    /// <summary>How many old sentences are trained again behind a fresh one, and which; the index is the number of the fresh one.</summary>
    public const ulong Rehearsal = 4;

    /// <summary>Whether a sentence is kept to be rehearsed; the index is the number of the sentence.</summary>
    public const ulong SentenceSample = 5;

    /// <summary>What <see cref="Sentence"/> is for, of a sentence that is rehearsed; the index is 32 times the number of the fresh one before it, plus its place behind that one, from 1.</summary>
    public const ulong RehearsedSentence = 6;

    /// <summary>The noise words that a slot of the pool of rare ones holds; the index is 512 times its turn, plus the slot.</summary>
    public const ulong NoisePool = 7;
}
