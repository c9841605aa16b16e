using System.Numerics;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The most bytes that a stream learner can come to hold, however long its stream is and whatever it says: every part is bounded by options alone. What is in use while
/// a part grows or is made anew is counted, garbage not yet collected is not. Words are taken to be of the largest length there is, so the bound of
/// usual text is a small part of it.
/// </summary>
/// <param name="Matrices">Rows of all words, with the stride.</param>
/// <param name="Words">The words' table, their counts, grace periods, and the candidates.</param>
/// <param name="Sketch">The sketch with its doorkeeper; all of it from the start.</param>
/// <param name="Tables">Noise distribution, probabilities of keeping words and learning rates: those of batches under way, and the next ones.</param>
/// <param name="Tree">The Huffman tree with all paths, a copy of it, and the one that takes its place.</param>
/// <param name="Evictions">The latest evictions.</param>
/// <param name="Phrases">Counts of pairs and of their words, and the phrases; 0 where they are not looked for.</param>
/// <param name="Rehearsal">Sentences kept to be rehearsed.</param>
public sealed record MemoryBound(long Matrices, long Words, long Sketch, long Tables, long Tree, long Evictions, long Phrases, long Rehearsal)
{
    /// <summary>
    /// The longest path there can be: a leaf at depth d of a Huffman tree over weights of 1 and more needs a sum of the d-th Fibonacci number (Buro, 1993), which counts
    /// that are added up in doubles do not pass beyond the 78th; where joined weights may differ by a fifth more, the sums grow by 1.54 a level instead of 1.62, which makes it
    /// the 87th. 30 leaves at most are split on the way to 2^30 words.
    /// </summary>
    private const int LongestPath = 87 + 30;

    private const int ArrayHeader = 24;

    /// <summary>Everything together.</summary>
    public long Total => Matrices + Words + Sketch + Tables + Tree + Evictions + Phrases + Rehearsal;

    /// <summary>The bound for a stream learner with <paramref name="options"/>.</summary>
    public static MemoryBound Of(LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var words = Math.Max(options.MaxVocabulary, 1);
        return new(
            EmbeddingModel.BytesFor(options, words),
            WordsOf(words) + WordsOf(Candidates.Capacity) + (options.ContextWindow > 0 ? Candidates.Capacity * (long)ContextWords.BytesPerCandidate * 3 / 2 : 0),
            FrequencySketch.BytesFor(GrowingVocabulary.SketchWidth(words)),
            ((options.Threads + 1) * (SamplingTables.BytesFor(words, options.NegativeLocality) + RowRates.BytesFor(words))) + NoiseDistribution.BuildBytesFor(words),
            options.HasInnerNodes ? TreeOf(words) : 0,
            EvictionLog.Capacity * (long)(EvictionLog.EntryBytes + (2 * TokenTable.MaxTokenBytes)),
            options.Phrases is null ? 0 : PhraseCounts.BytesFor(words) + PhrasesOf(PhraseTable.MaxPhrases + Candidates.Capacity),
            Replay.Rehearsal.BytesFor(options));
    }

    /// <summary>
    /// Arrays that double, the old one beside the new one while they do; bytes of words, dead ones of which are swept out when they are half of all, into new blocks.
    /// </summary>
    private static long WordsOf(long words)
    {
        var capacity = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(words, 1024));
        var perWord = TokenTable.BytesPerId + (2 * sizeof(ulong)) + sizeof(double) + sizeof(uint) + GracePeriod.BytesPerWord;
        return (capacity * perWord * 3 / 2) + (3 * words * (TokenTable.MaxTokenBytes + 1)) + TokenTable.SpareBytes;
    }

    private static long PhrasesOf(long phrases) => phrases * (PhraseTable.PhraseBytes + TokenTable.MaxTokenBytes);

    /// <summary>Children, queue and paths of the tree in use, of its copy and of the new one; and what making and matching that takes.</summary>
    private static long TreeOf(long words)
    {
        var capacity = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(words, 16));
        var tree = (capacity * ((2 * sizeof(int)) + sizeof(int) + sizeof(long)) * 3 / 2) + (words * sizeof(long));
        return (3 * (tree + (words * (ArrayHeader + (LongestPath * sizeof(int)))))) + (words * (HuffmanRenewal.BytesPerWord + HuffmanCarryOver.BytesPerWord));
    }
}
