namespace StreamW2V.Ingest.Text;

/// <summary>
/// Turns the raw bytes of one source into clean lines, chunk by chunk, and keeps the raw offset of each line's end. The lines and
/// offsets depend on the bytes alone, not on how they were cut into chunks. The rules (docs/operations.md, What is read): LF ends a line
/// and CRs before it are stripped, a byte order mark at offset 0 is stripped and chooses the encoding, NULs are dropped, invalid
/// sequences become U+FFFD, a long line is cut at a character and the rest skipped. Not thread-safe.
/// </summary>
public sealed class LineDecoder
{
    /// <summary>The longest line kept unless told otherwise: 1 MiB of clean text.</summary>
    public const int DefaultMaxLineBytes = 1 << 20;

    private readonly LineAssembler _line;
    private readonly byte[] _head = new byte[ByteOrderMark.MaxLength];
    private int _headLength;
    private ILineSplitter? _splitter;

    /// <summary>
    /// A decoder whose first raw byte is at <paramref name="startOffset"/> in the source. At 0 the encoding follows from the byte
    /// order mark; behind 0 it is <paramref name="encoding"/>, see <see cref="ByteOrderMark.TryDetect"/>.
    /// <paramref name="maxLineBytes"/> (≥ 1) counts clean text without the line end.
    /// </summary>
    public LineDecoder(long startOffset = 0, TextEncoding encoding = TextEncoding.Utf8, int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startOffset);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 1);
        _line = new LineAssembler(maxLineBytes);
        ReadOffset = startOffset;
        EndOffset = startOffset;
        if (startOffset > 0)
        {
            Start(encoding);
        }
    }

    /// <summary>The encoding in use; UTF-8 as long as the source is too short to tell.</summary>
    public TextEncoding Encoding { get; private set; }

    /// <summary>Raw offset behind the last byte taken.</summary>
    public long ReadOffset { get; private set; }

    /// <summary>Raw offset behind the last whole line (or byte order mark): where to resume after a restart.</summary>
    public long EndOffset { get; private set; }

    /// <summary>Raw bytes of a last line whose end has not come yet.</summary>
    public long HeldBytes => ReadOffset - EndOffset;

    /// <summary>
    /// Takes raw bytes that follow the last ones and adds the lines that end in them to <paramref name="batch"/>. Returns how many were
    /// taken: all, or those up to the line end that made the batch full; the caller offers the rest again with a cleared batch.
    /// </summary>
    public int Decode(ReadOnlySpan<byte> raw, LineBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch);
        var used = 0;
        while (_splitter is null && used < raw.Length)
        {
            used += TakeHead(raw[used], batch);
        }

        if (_splitter is null || batch.IsFull)
        {
            return used;
        }

        var taken = _splitter.Split(raw[used..], ReadOffset, batch);
        ReadOffset += taken;
        EndOffset = batch.Lines > 0 ? batch.EndOffset : EndOffset;
        return used + taken;
    }

    /// <summary>
    /// Ends the source: the held bytes, if there are any, become the last line although no newline came. Returns whether there was such
    /// a line. The batch must not be full.
    /// </summary>
    public bool Complete(LineBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin(batch);
        if (HeldBytes == 0)
        {
            return false;
        }

        (_splitter ?? StartWithHead(batch)).Complete();
        _line.End(default, batch, ReadOffset);
        EndOffset = ReadOffset;
        return true;
    }

    private void Begin(LineBatch batch)
    {
        if (batch.Lines == 0)
        {
            batch.Begin(EndOffset);
        }
    }

    /// <summary>
    /// Looks at the next byte of what may be a byte order mark. Returns 1 if it is part of one so far, 0 if it is text. No proper prefix
    /// of a mark contains LF, so the bytes held here never end a line.
    /// </summary>
    private int TakeHead(byte next, LineBatch batch)
    {
        _head[_headLength] = next;
        if (!ByteOrderMark.TryDetect(_head.AsSpan(0, _headLength + 1), isWhole: false, out var encoding, out var length))
        {
            _headLength++;
            ReadOffset++;
            return 1;
        }

        if (length == 0)
        {
            StartWithHead(batch);
            return 0;
        }

        Start(encoding);
        ReadOffset = length;
        EndOffset = length;
        batch.Begin(EndOffset);
        return 1;
    }

    private ILineSplitter StartWithHead(LineBatch batch)
    {
        var splitter = Start(TextEncoding.Utf8);
        splitter.Split(_head.AsSpan(0, _headLength), 0, batch);
        return splitter;
    }

    private ILineSplitter Start(TextEncoding encoding)
    {
        Encoding = encoding;
        return _splitter = encoding == TextEncoding.Utf8
            ? new Utf8Splitter(_line)
            : new Utf16Splitter(_line, encoding == TextEncoding.Utf16BigEndian);
    }
}
