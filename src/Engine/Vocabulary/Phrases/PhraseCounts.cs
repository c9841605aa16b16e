using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>
/// How often words and pairs of words were seen side by side, as far as it is remembered. Pairs have no end and are counted by a <see cref="FrequencySketch"/> of their
/// own, which has to be aged; the words are therefore counted here as well, from the same token on and halved at the same time: only counts of the same text say how
/// much more often a pair comes than its words by chance. Those of the vocabulary are of all the text, and of text before phrases were asked for.
/// </summary>
internal sealed class PhraseCounts
{
    /// <summary>Bytes of what is counted of a word.</summary>
    public const int RowSize = 2 * sizeof(uint);

    private WordSightings[] _words = new WordSightings[1024];

    /// <summary>Nothing seen yet, for a vocabulary of at most <paramref name="maxWords"/> words.</summary>
    public PhraseCounts(int maxWords)
        : this(new FrequencySketch(GrowingVocabulary.SketchWidth(maxWords)))
    {
    }

    /// <summary>Nothing seen yet but what the sketch says.</summary>
    public PhraseCounts(FrequencySketch pairs) => Pairs = pairs;

    /// <summary>Tokens of words that have a row.</summary>
    public long Tokens { get; set; }

    /// <summary>The pairs, by <see cref="Phrase.PairOf"/>.</summary>
    public FrequencySketch Pairs { get; }

    /// <summary>Bytes as allocated.</summary>
    internal long Bytes => Pairs.Bytes + (_words.Length * (long)RowSize);

    /// <summary>The most bytes for so many words: the sketch, and an array that doubles, the old one beside the new one while it does.</summary>
    public static long BytesFor(int maxWords)
    {
        var capacity = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(maxWords, 1024));
        return FrequencySketch.BytesFor(GrowingVocabulary.SketchWidth(maxWords)) + (capacity * RowSize * 3 / 2);
    }

    /// <summary>Makes room for the words of so many rows.</summary>
    public void HoldRows(int rows)
    {
        if (_words.Length < rows)
        {
            Array.Resize(ref _words, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows));
        }
    }

    /// <summary>The sightings of so many rows as bytes, for writing and reading a generation.</summary>
    public Span<byte> RowBytes(int rows)
    {
        HoldRows(rows);
        return MemoryMarshal.AsBytes(_words.AsSpan(0, rows));
    }

    /// <summary>Counts a word and returns how often it was seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Add(int row, ulong hash)
    {
        ref var word = ref _words[row];
        var mark = MarkOf(hash);
        if (word.Mark != mark)
        {
            word = new(mark, 0);
        }

        return word.Sightings == uint.MaxValue ? uint.MaxValue : ++word.Sightings;
    }

    /// <summary>How often a word was seen.</summary>
    public uint Of(int row, ulong hash) => row < _words.Length && _words[row].Mark == MarkOf(hash) ? _words[row].Sightings : 0;

    /// <summary>Halves everything, rounding down.</summary>
    public void Halve()
    {
        Pairs.Halve();
        Tokens /= 2;
        foreach (ref var word in _words.AsSpan())
        {
            word.Sightings /= 2;
        }
    }

    /// <summary>The bits of a word's hash that tell it from the word that had its row before.</summary>
    private static uint MarkOf(ulong hash) => (uint)(hash >> 32);

    private struct WordSightings(uint mark, uint sightings)
    {
        public readonly uint Mark = mark;
        public uint Sightings = sightings;
    }
}
