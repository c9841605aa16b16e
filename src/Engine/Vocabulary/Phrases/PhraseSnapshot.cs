namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>The phrases and what was counted for them as they are at one moment, to be written while counting goes on. A phrase never changes, so lists of them are enough.</summary>
internal sealed class PhraseSnapshot
{
    /// <summary>The accepted phrases in the order of their table.</summary>
    public IReadOnlyList<Phrase> Accepted { get; private set; } = [];

    /// <summary>The phrases that may be accepted at the next edge.</summary>
    public IReadOnlyList<Phrase> Candidates { get; private set; } = [];

    /// <summary>The place of the phrase that is examined next.</summary>
    public int Cursor { get; private set; }

    /// <summary>Whether there are counts; without them phrases are not looked for any more.</summary>
    public bool HasCounts { get; private set; }

    /// <summary>Tokens counted.</summary>
    public long Tokens { get; private set; }

    /// <summary>What was counted of each row, as bytes.</summary>
    public ReusedArray<byte> Sightings { get; } = new();

    /// <summary>The pairs.</summary>
    public SketchSnapshot Pairs { get; } = new();

    /// <summary>Takes the memory that is needed, while training still goes on.</summary>
    public void Reserve(PhraseDetector detector, int rows)
    {
        Sightings.Reserve(rows * PhraseCounts.RowSize);
        Pairs.Reserve(detector.Counts.Pairs);
    }

    /// <summary>Takes over a detector in front of a vocabulary with so many rows as it is now.</summary>
    public void Take(PhraseDetector detector, int rows)
    {
        Take(detector.Table);
        Candidates = [.. detector.Candidates];
        HasCounts = true;
        Tokens = detector.Counts.Tokens;
        Sightings.Take(detector.Counts.RowBytes(rows));
        Pairs.Begin(detector.Counts.Pairs);
    }

    /// <summary>Takes over phrases that are not looked for any more.</summary>
    public void Take(PhraseTable table)
    {
        Accepted = table.ToArray();
        Cursor = table.Cursor;
    }
}
