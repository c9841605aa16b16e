using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training;

/// <summary>
/// What a learner takes for so many words of usual text, in bytes by part: an estimate to choose by, where <see cref="MemoryBound"/> is the most that is possible. Measured with a
/// million words on 64-bit .NET 10.
/// </summary>
/// <param name="Matrices">Rows with the stride.</param>
/// <param name="Words">The words' table, counts, and in a stream their grace periods.</param>
/// <param name="Sketch">The sketch of a stream; all of it from the start.</param>
/// <param name="Tables">Noise distributions, probabilities of keeping words and learning rates.</param>
/// <param name="Tree">The Huffman tree with all paths.</param>
/// <param name="Phrases">Counts of pairs.</param>
/// <param name="Rehearsal">Sentences kept to be rehearsed.</param>
/// <param name="Checkpoint">What a generation takes while it is written, and keeps for the next one: copies of words, counts, tree, sketch and pairs, and of rows that are about to change.</param>
/// <param name="Program">The program, batches and garbage.</param>
public sealed record MemoryUse(long Matrices, long Words, long Sketch, long Tables, long Tree, long Phrases, long Rehearsal, long Checkpoint, long Program)
{
    private const int BytesPerWord = 100; // its bytes, table, hash, count, and room to grow
    private const int TreeBytesPerWord = 266;
    private const int CopiedBytesPerWord = 28; // places, lengths, counts and row generations, and an eighth more twice
    private const int CopiedTreeBytesPerWord = 15;
    private const long ProgramBytes = 96 << 20;

    /// <summary>Everything but the matrices, which stays in memory in any case.</summary>
    public long Rest => Words + Sketch + Tables + Tree + Phrases + Rehearsal + Checkpoint + Program;

    /// <summary>Everything together.</summary>
    public long Total => Matrices + Rest;

    /// <summary>Bytes of the pages of rows that noise words with locality are on at a time; 0 without it.</summary>
    public static long NoiseRows(LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.NegativeLocality > 0 ? NoisePool.Slots * (((long)NoisePool.Neighbors * options.Stride * sizeof(float)) + Environment.SystemPageSize) : 0;
    }

    /// <summary>The estimate for a learner with <paramref name="options"/> that knows <paramref name="words"/> words.</summary>
    /// <param name="options">The options.</param>
    /// <param name="words">Words with a row.</param>
    /// <param name="grows">Whether it learns a stream.</param>
    public static MemoryUse Of(LearnerOptions options, long words, bool grows)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        var most = Math.Max(options.MaxVocabulary, 1);
        var tables = SamplingTables.BytesFor(words, options.NegativeLocality) + RowRates.BytesFor(words);
        var matrices = EmbeddingModel.BytesFor(options, words);
        var sketch = grows ? FrequencySketch.BytesFor(GrowingVocabulary.SketchWidth(most)) : 0;
        var phrases = grows && options.Phrases is not null ? PhraseCounts.BytesFor(most) : 0;
        return new(
            matrices,
            words * BytesPerWord,
            sketch,
            (grows ? 2 : 1) * tables,
            options.HasInnerNodes ? words * TreeBytesPerWord : 0,
            phrases,
            grows && options.Rehearse > 0 ? Replay.Rehearsal.BytesFor(options) : 0,
            sketch + phrases + (words * (CopiedBytesPerWord + (options.HasInnerNodes ? CopiedTreeBytesPerWord : 0))) + Math.Min(matrices, GenerationWriter.CopiedRowBytes),
            ProgramBytes);
    }
}
