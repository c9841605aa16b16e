namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What makes a file the same source: device, inode, birth time, and the hash of the first bytes that were read from it. Never the path
/// alone (files are rotated), never the inode alone (it is reused).
/// </summary>
/// <param name="File">The inode; all zero for a pipe.</param>
/// <param name="PrefixLength">How many bytes the hash covers, 0 to <see cref="ContentHash.PrefixBytes"/>. It never reaches beyond the
/// last line that was read, and grows in place as a small file grows.</param>
/// <param name="PrefixHash"><see cref="ContentHash"/> of the first <paramref name="PrefixLength"/> raw bytes; those of the inflated text
/// for a gzip file.</param>
public readonly record struct SourceIdentity(FileKey File, int PrefixLength, ulong PrefixHash)
{
    /// <summary>Bytes of the encoded form: device, inode, birth time, hash (8 each) and the length (2).</summary>
    internal const int EncodedBytes = 34;

    /// <summary>The identity of an inode of which nothing has been read.</summary>
    public static SourceIdentity Unread(FileKey file) => new(file, 0, ContentHash.Empty);

    /// <summary>
    /// The identity of a file that has been read up to <paramref name="endOffset"/> and starts with <paramref name="head"/>.
    /// </summary>
    public static SourceIdentity Of(FileKey file, ReadOnlySpan<byte> head, long endOffset)
    {
        int length = (int)Math.Min(Math.Min(head.Length, ContentHash.PrefixBytes), endOffset);
        return new SourceIdentity(file, length, ContentHash.Compute(head[..length]));
    }

    /// <summary>Whether a file that starts with <paramref name="head"/> has the content this identity saw.</summary>
    public bool HasPrefixOf(ReadOnlySpan<byte> head) =>
        head.Length >= PrefixLength && ContentHash.Compute(head[..PrefixLength]) == PrefixHash;

    /// <summary>
    /// Whether <paramref name="grown"/> covers enough more of the start to be worth a journal record: twice as much, or all of it. So a
    /// file that grows line by line costs ten records, not a thousand.
    /// </summary>
    public bool IsOutgrownBy(SourceIdentity grown) =>
        grown.PrefixLength > PrefixLength && (grown.PrefixLength == ContentHash.PrefixBytes || grown.PrefixLength >= 2 * PrefixLength);
}
