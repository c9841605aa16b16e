namespace StreamW2V.Ingest.Text;

/// <summary>
/// Tells the encoding of a source from its first bytes. A reader that resumes behind the start of a source needs the
/// first three bytes of it again, since the mark is the only sign of UTF-16.
/// </summary>
public static class ByteOrderMark
{
    /// <summary>Bytes of the longest mark (EF BB BF).</summary>
    public const int MaxLength = 3;

    /// <summary>
    /// Looks for a mark at the start of <paramref name="head"/>, the first bytes of a source. False when these bytes could
    /// still become a mark and more may follow; never false when <paramref name="isWhole"/> or from 3 bytes on.
    /// </summary>
    public static bool TryDetect(ReadOnlySpan<byte> head, bool isWhole, out TextEncoding encoding, out int length)
    {
        (encoding, length) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (TextEncoding.Utf8, 3),
            [0xFF, 0xFE, ..] => (TextEncoding.Utf16LittleEndian, 2),
            [0xFE, 0xFF, ..] => (TextEncoding.Utf16BigEndian, 2),
            _ => (TextEncoding.Utf8, 0),
        };
        return isWhole || length > 0 || head is not ([] or [0xEF] or [0xEF, 0xBB] or [0xFF] or [0xFE]);
    }
}
