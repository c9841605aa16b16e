namespace StreamW2V.Ingest.Text;

/// <summary>Turns the raw bytes of one encoding into clean lines. Holds what a chunk's end cut in two.</summary>
internal interface ILineSplitter
{
    /// <summary>
    /// Takes raw bytes, the first of them at <paramref name="offset"/> in the source, and adds the lines that end in them to the
    /// batch. Returns how many bytes were taken: all of them, or up to the line end that made the batch full.
    /// </summary>
    int Split(ReadOnlySpan<byte> raw, long offset, LineBatch batch);

    /// <summary>Gives up on a character the end of the source has cut: it becomes U+FFFD in the line held.</summary>
    void Complete();
}
