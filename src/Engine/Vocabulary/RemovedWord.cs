namespace StreamW2V.Engine.Vocabulary;

/// <summary>Where a word that was removed had been.</summary>
/// <param name="Word">Its bytes.</param>
/// <param name="Row">The row that is free now, or -1 where it had none.</param>
/// <param name="Count">Its count; null where it had no row.</param>
/// <param name="WasCandidate">Whether it was about to be admitted.</param>
/// <param name="Evictions">Remembered evictions that named it.</param>
/// <param name="SketchEstimate">What its count outside the vocabulary was estimated at; of a word that was never seen it may be above 0.</param>
public sealed record RemovedWord(ReadOnlyMemory<byte> Word, int Row, double? Count, bool WasCandidate, int Evictions, uint SketchEstimate)
{
    /// <summary>Whether the word itself stood somewhere; counters are no proof of that.</summary>
    public bool WasKnown => Row >= 0 || WasCandidate || Evictions > 0;
}
