namespace StreamW2V.Store.Generations;

/// <summary>One row of the vocabulary, as it goes to disk.</summary>
/// <param name="token">UTF-8 bytes of the word; empty for a free row.</param>
/// <param name="count">Occurrences; fractional where old counts decay.</param>
/// <param name="rowGeneration">How often the row has changed its word.</param>
public readonly ref struct VocabularyRow(ReadOnlySpan<byte> token, double count, uint rowGeneration)
{
    /// <summary>UTF-8 bytes of the word; empty for a free row.</summary>
    public ReadOnlySpan<byte> Token { get; } = token;

    /// <summary>Occurrences; fractional where old counts decay.</summary>
    public double Count { get; } = count;

    /// <summary>How often the row has changed its word: tells a reused row from the one a reader remembers.</summary>
    public uint RowGeneration { get; } = rowGeneration;
}
