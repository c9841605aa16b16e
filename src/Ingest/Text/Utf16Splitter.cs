using System.Text;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Splits raw UTF-16 into lines of UTF-8. An unpaired surrogate, and an odd last byte, become U+FFFD. A line ends at the code
/// unit U+000A only: a byte 0A that is half of another character does not end a line.
/// </summary>
internal sealed class Utf16Splitter : ILineSplitter
{
    private readonly LineAssembler _line;
    private readonly bool _isBigEndian;
    private bool _hasHalf;
    private byte _half;
    private char _high;

    public Utf16Splitter(LineAssembler line, bool isBigEndian)
    {
        _line = line;
        _isBigEndian = isBigEndian;
    }

    public int Split(ReadOnlySpan<byte> raw, long offset, LineBatch batch)
    {
        for (var used = 0; used < raw.Length; used++)
        {
            if (!_hasHalf)
            {
                _half = raw[used];
                _hasHalf = true;
                continue;
            }

            _hasHalf = false;
            var unit = (char)(_isBigEndian ? (_half << 8) | raw[used] : _half | (raw[used] << 8));
            if (unit != '\n')
            {
                Append(unit);
                continue;
            }

            DropHigh();
            _line.End(default, batch, offset + used + 1);
            if (batch.IsFull)
            {
                return used + 1;
            }
        }

        return raw.Length;
    }

    public void Complete()
    {
        DropHigh();
        if (_hasHalf)
        {
            _hasHalf = false;
            _line.Repair();
        }
    }

    private void Append(char unit)
    {
        if (_line.IsTruncated)
        {
            _high = '\0';
            return;
        }

        if (_high != '\0' && Rune.TryCreate(_high, unit, out var pair))
        {
            _high = '\0';
            Append(pair);
            return;
        }

        DropHigh();
        if (unit == '\0')
        {
            _line.SkipNul(2);
        }
        else if (Rune.TryCreate(unit, out var rune))
        {
            Append(rune);
        }
        else if (char.IsHighSurrogate(unit))
        {
            _high = unit;
        }
        else
        {
            _line.Repair();
        }
    }

    private void Append(Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        _line.Append(bytes[..rune.EncodeToUtf8(bytes)]);
    }

    private void DropHigh()
    {
        if (_high != '\0')
        {
            _high = '\0';
            _line.Repair();
        }
    }
}
