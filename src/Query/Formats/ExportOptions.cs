namespace StreamW2V.Query.Formats;

/// <summary>What an export writes.</summary>
public sealed record ExportOptions
{
    /// <summary>How many of the most frequent words are written; all by default.</summary>
    public int Top { get; init; } = int.MaxValue;

    /// <summary>Warn of words that word2vec.c and its tools would cut (<c>--compat c</c>).</summary>
    public bool CompatibleWithC { get; init; }
}
