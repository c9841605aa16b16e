using System.Text;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A vocabulary as it is at one moment, to be written while it goes on growing. What is large is copied in a few long runs, into memory that is used again from one snapshot to the next; the sketch is copied
/// behind the moment (<see cref="SketchSnapshot"/>).
/// </summary>
internal sealed class VocabularySnapshot
{
    private readonly MemoryStream _candidates = new();

    /// <summary>The words by id.</summary>
    public TokenListing Words { get; } = new();

    /// <summary>Their counts, in units of <see cref="Unit"/>.</summary>
    public ReusedArray<double> Counts { get; } = new();

    /// <summary>How many words had each row before.</summary>
    public ReusedArray<uint> RowGenerations { get; } = new();

    /// <summary>The rows in their grace period, and since when.</summary>
    public ReusedArray<(int Id, long Since)> Grace { get; } = new();

    /// <summary>Whether it is that of a stream, which has all that follows.</summary>
    public bool Grows { get; private set; }

    /// <summary>What an occurrence adds to a count.</summary>
    public double Unit { get; private set; }

    /// <summary>Tokens given when the unit was last set.</summary>
    public long DecayTokens { get; private set; }

    /// <summary><see cref="GrowingVocabulary.Floor"/>.</summary>
    public double Floor { get; private set; }

    /// <summary><see cref="GrowingVocabulary.Admissions"/>.</summary>
    public long Admissions { get; private set; }

    /// <summary><see cref="GrowingVocabulary.KnownTokens"/>.</summary>
    public double KnownTokens { get; private set; }

    /// <summary>The words that may enter at the next edge, as <c>sketch.bin</c> has them.</summary>
    public ReadOnlySpan<byte> Candidates => _candidates.GetBuffer().AsSpan(0, (int)_candidates.Length);

    /// <summary>The latest evictions.</summary>
    public EvictionLog EvictionLog { get; private set; } = new();

    /// <summary>The counts of words outside the vocabulary.</summary>
    public SketchSnapshot Sketch { get; } = new();

    /// <summary>Takes the memory that is needed for so many words, while training still goes on.</summary>
    public void Reserve(GrowingVocabulary vocabulary, int words, bool grows)
    {
        Words.Reserve(words);
        Counts.Reserve(words);
        RowGenerations.Reserve(words);
        if (grows)
        {
            Grace.Reserve(vocabulary.Grace.Entries.Count + Math.Max(0, words - vocabulary.Count)); // words to come begin in it
            Sketch.Reserve(vocabulary.Sketch);
        }
    }

    /// <summary>Takes over a vocabulary as it is now.</summary>
    public void Take(GrowingVocabulary vocabulary, bool grows)
    {
        Grows = grows;
        Counts.Take(vocabulary.Counts);
        vocabulary.CopyRows(Words, RowGenerations);
        Unit = vocabulary.Decay.Unit;
        if (!grows)
        {
            return;
        }

        DecayTokens = vocabulary.Decay.Tokens;
        Floor = vocabulary.Floor;
        Admissions = vocabulary.Admissions;
        KnownTokens = vocabulary.KnownTokens;
        Grace.Take(vocabulary.Grace.Entries);
        EvictionLog = vocabulary.EvictionLog.Copy();
        TakeCandidates(vocabulary.Candidates);
        Sketch.Begin(vocabulary.Sketch);
    }

    /// <summary>Writes <c>vocabulary.bin</c>.</summary>
    public void WriteWords(Stream output) =>
        VocabularyFile.Write(output, Words.Count, id => new(Words[id], Counts[id] / Unit, RowGenerations[id]));

    /// <summary>There are few of them, and their table is emptied at the next edge.</summary>
    private void TakeCandidates(Candidates candidates)
    {
        _candidates.SetLength(0);
        using var output = new BinaryWriter(_candidates, Encoding.UTF8, leaveOpen: true);
        output.Write(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            output.Write((ushort)candidates[i].Length);
            output.Write(candidates[i]);
            output.Write(candidates.Estimate(i));
            output.Write((byte)candidates.Contexts[i].Length);
            foreach (var id in candidates.Contexts[i])
            {
                output.Write(id);
            }
        }
    }
}
