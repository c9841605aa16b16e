namespace StreamW2V.Engine.Training.Replay;

/// <summary>Non-negative numbers in groups of seven bits, the lowest first, each byte but a number's last with its top bit set (LEB128).</summary>
internal sealed class VarintBuffer
{
    private byte[] _bytes;
    private int _length;

    /// <summary>An empty buffer with room for about <paramref name="capacity"/> bytes; it grows.</summary>
    public VarintBuffer(long capacity) => _bytes = new byte[Math.Clamp(capacity, 1 << 10, Array.MaxLength)];

    /// <summary>Moves what was written to a stream, if it is more than <paramref name="least"/> bytes.</summary>
    public void FlushTo(Stream stream, int least)
    {
        if (_length > least)
        {
            stream.Write(_bytes.AsSpan(0, _length));
            _length = 0;
        }
    }

    /// <summary>Appends a few bytes, to be filled in before anything else is written.</summary>
    public Span<byte> Reserve(int bytes)
    {
        Grow(bytes);
        return _bytes.AsSpan((_length += bytes) - bytes, bytes);
    }

    /// <summary>Appends a number.</summary>
    public void Write(long number)
    {
        Grow(10);
        var rest = (ulong)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            _bytes[_length++] = (byte)(rest | 0x80);
        }

        _bytes[_length++] = (byte)rest;
    }

    /// <summary>Takes the first number off <paramref name="bytes"/>.</summary>
    /// <exception cref="InvalidDataException">It does not end, or is not below 2^63.</exception>
    public static long Read(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0L;
        for (int i = 0, shift = 0; i < bytes.Length && shift < 63; i++, shift += 7)
        {
            number |= (long)(bytes[i] & 0x7F) << shift;
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return number;
            }
        }

        throw new InvalidDataException("a number does not end");
    }

    private void Grow(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L));
        }
    }
}
