namespace StreamW2V.TestKit.Disks;

/// <summary>The content of a file, as it grows and is cut.</summary>
internal sealed class DiskBytes
{
    private byte[] _bytes;

    public DiskBytes(ReadOnlySpan<byte> content)
    {
        _bytes = content.ToArray();
        Length = content.Length;
    }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Sets the length; what is new is what <paramref name="fill"/> holds at the same place, and zeros behind it.</summary>
    public void SetLength(int length, ReadOnlySpan<byte> fill = default)
    {
        if (length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        }

        if (length > Length)
        {
            var added = _bytes.AsSpan(Length, length - Length);
            added.Clear();
            if (fill.Length > Length)
            {
                fill[Length..Math.Min(length, fill.Length)].CopyTo(added);
            }
        }

        Length = length;
    }

    public void Write(ReadOnlySpan<byte> source, int offset, ReadOnlySpan<byte> fill = default)
    {
        if (offset + source.Length > Length)
        {
            SetLength(offset + source.Length, fill);
        }

        source.CopyTo(_bytes.AsSpan(offset));
    }

    public byte[] ToArray() => Span.ToArray();
}
