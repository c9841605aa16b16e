namespace StreamW2V.Ingest.Text;

/// <summary>
/// Many whole lines as one run of clean text: valid UTF-8, each line ended by LF, no CR before it, no NUL. This is what goes
/// into one journal record or one training block. The memory is kept from one filling to the next.
/// </summary>
public sealed class LineBatch
{
    /// <summary>The size at which a batch counts as full unless told otherwise: 256 KiB of text.</summary>
    public const int DefaultTargetBytes = 256 * 1024;

    private byte[] _text;
    private long[] _ends = new long[256];
    private int _length;

    /// <summary>An empty batch that is full with the first line end at or behind <paramref name="targetBytes"/> bytes of text.</summary>
    public LineBatch(int targetBytes = DefaultTargetBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetBytes, 1);
        TargetBytes = targetBytes;
        _text = new byte[Math.Min(targetBytes, 64 * 1024)];
    }

    /// <summary>Bytes of text from which on no further line is added.</summary>
    public int TargetBytes { get; }

    /// <summary>The lines, each ended by LF. Valid until <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>The same bytes as <see cref="Text"/>, for a consumer that awaits.</summary>
    public ReadOnlyMemory<byte> Memory => _text.AsMemory(0, _length);

    /// <summary>Number of whole lines, empty ones included.</summary>
    public int Lines { get; private set; }

    /// <summary>Raw offset in the source at which the first line starts.</summary>
    public long StartOffset { get; private set; }

    /// <summary>Raw offset in the source just behind the last line's end; where a reader resumes.</summary>
    public long EndOffset => Lines == 0 ? StartOffset : _ends[Lines - 1];

    /// <summary>Lines cut at the longest permitted length; the rest of each was skipped.</summary>
    public int TruncatedLines { get; private set; }

    /// <summary>Lines in which at least one invalid sequence became U+FFFD.</summary>
    public int RepairedLines { get; private set; }

    /// <summary>Raw NUL bytes left out.</summary>
    public long NulBytes { get; private set; }

    /// <summary>Whether the text has reached <see cref="TargetBytes"/>.</summary>
    public bool IsFull => _length >= TargetBytes;

    /// <summary>Raw offset just behind the end of line <paramref name="line"/>, for a position inside the batch.</summary>
    public long LineEnd(int line)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)line, (uint)Lines, nameof(line));
        return _ends[line];
    }

    /// <summary>The lines one by one, without their LF.</summary>
    public TextLines EnumerateLines() => new(Text);

    /// <summary>Forgets the lines and keeps the memory.</summary>
    public void Clear()
    {
        _length = 0;
        Lines = 0;
        StartOffset = 0;
        TruncatedLines = 0;
        RepairedLines = 0;
        NulBytes = 0;
    }

    internal void Begin(long startOffset) => StartOffset = startOffset;

    internal void Add(ReadOnlySpan<byte> line, long endOffset)
    {
        var needed = checked(_length + line.Length + 1);
        if (needed > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(needed, (int)Math.Min(Array.MaxLength, _text.Length * 2L)));
        }

        if (Lines == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        line.CopyTo(_text.AsSpan(_length));
        _text[needed - 1] = (byte)'\n';
        _length = needed;
        _ends[Lines++] = endOffset;
    }

    internal void Count(bool truncated, bool repaired, long nulBytes)
    {
        TruncatedLines += truncated ? 1 : 0;
        RepairedLines += repaired ? 1 : 0;
        NulBytes += nulBytes;
    }
}
