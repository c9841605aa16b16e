using System.Buffers;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// The line that is being collected, as clean text, until its end arrives. Holds at most the longest permitted line: what
/// comes behind is dropped and the line is marked, so that a line of any length needs bounded memory.
/// </summary>
internal sealed class LineAssembler
{
    // What is kept between lines; a longer line borrows from the pool, so that hundreds of idle sources stay small.
    private const int KeptBytes = 4096;

    private readonly byte[] _kept = new byte[KeptBytes];
    private readonly int _maxLineBytes;
    private byte[] _text;
    private int _length;
    private bool _repaired;
    private long _nulBytes;

    public LineAssembler(int maxLineBytes)
    {
        _maxLineBytes = maxLineBytes;
        _text = _kept;
    }

    private static ReadOnlySpan<byte> ReplacementCharacter => [0xEF, 0xBF, 0xBD];

    /// <summary>Whether something of this line was left out for its length; the rest of it need not be looked at.</summary>
    public bool IsTruncated { get; private set; }

    private bool IsUntouched => _length == 0 && !IsTruncated && !_repaired && _nulBytes == 0;

    /// <summary>Adds whole characters, valid and without NUL and LF, as far as they fit.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        if (IsTruncated)
        {
            return;
        }

        var room = _maxLineBytes - _length;
        if (text.Length > room)
        {
            var cut = room;
            while (cut > 0 && (text[cut] & 0xC0) == 0x80)
            {
                cut--;
            }

            // CRs that turn out to end the line would have been stripped anyway: they alone do not make it too long.
            IsTruncated = text[cut..].ContainsAnyExcept((byte)'\r');
            text = text[..cut];
        }

        EnsureRoom(text.Length);
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Puts U+FFFD in place of one invalid sequence.</summary>
    public void Repair()
    {
        if (!IsTruncated)
        {
            Append(ReplacementCharacter);
            _repaired = true;
        }
    }

    /// <summary>Notes raw NUL bytes that are left out.</summary>
    public void SkipNul(int bytes)
    {
        if (!IsTruncated)
        {
            _nulBytes += bytes;
        }
    }

    /// <summary>Ends the line with <paramref name="tail"/>, clean text as in <see cref="Append"/>, and hands it to the batch.</summary>
    public void End(ReadOnlySpan<byte> tail, LineBatch batch, long endOffset)
    {
        if (IsUntouched && tail.Length <= _maxLineBytes)
        {
            batch.Add(tail.TrimEnd((byte)'\r'), endOffset);
            return;
        }

        Append(tail);
        batch.Add(_text.AsSpan(0, _length).TrimEnd((byte)'\r'), endOffset);
        batch.Count(IsTruncated, _repaired, _nulBytes);
        Reset();
    }

    private void EnsureRoom(int bytes)
    {
        var needed = _length + bytes;
        if (needed <= _text.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_maxLineBytes, Math.Max(needed, _text.Length * 2L)));
        _text.AsSpan(0, _length).CopyTo(larger);
        GiveBack();
        _text = larger;
    }

    private void Reset()
    {
        GiveBack();
        _text = _kept;
        _length = 0;
        IsTruncated = false;
        _repaired = false;
        _nulBytes = 0;
    }

    private void GiveBack()
    {
        if (!ReferenceEquals(_text, _kept))
        {
            ArrayPool<byte>.Shared.Return(_text);
        }
    }
}
