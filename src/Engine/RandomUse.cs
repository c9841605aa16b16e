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
}
