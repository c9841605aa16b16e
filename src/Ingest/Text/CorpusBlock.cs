namespace StreamW2V.Ingest.Text;

/// <summary>Some hundred KiB of whole lines from one file of the corpus. Valid until the next one is read.</summary>
public sealed class CorpusBlock
{
    internal CorpusBlock(int targetBytes) => Lines = new LineBatch(targetBytes);

    /// <summary>The lines; their offsets are offsets in file <see cref="File"/>.</summary>
    public LineBatch Lines { get; }

    /// <summary>Index of the file the lines are from.</summary>
    public int File { get; internal set; }

    /// <summary>Where the first line starts.</summary>
    public CorpusPosition Start => new(File, Lines.StartOffset);

    /// <summary>
    /// Behind the last line: where to open the corpus again to go on. <see cref="LineBatch.LineEnd"/> gives places in between.
    /// </summary>
    public CorpusPosition End => new(File, Lines.EndOffset);

    /// <summary>
    /// Bytes on disk of all that was read up to here, earlier files included; with <see cref="CorpusReader.TotalBytes"/> the
    /// progress. For gzip these are compressed bytes, some buffers ahead of the text.
    /// </summary>
    public long StoredBytes { get; internal set; }
}
