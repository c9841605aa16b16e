namespace StreamW2V.Ingest.Text;

/// <summary>How a corpus is read.</summary>
public sealed record CorpusOptions
{
    /// <summary>Text of a block in bytes; it ends with the first line end at or behind this. 256 KiB.</summary>
    public int BlockBytes { get; init; } = LineBatch.DefaultTargetBytes;

    /// <summary>Blocks read ahead of the consumer, the one in use included (≥ 2). 4.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Longest line kept, in bytes of clean text; the rest is skipped and counted. 1 MiB.</summary>
    public int MaxLineBytes { get; init; } = LineDecoder.DefaultMaxLineBytes;
}
