namespace StreamW2V.Store.Compression;

/// <summary>
/// LZ4 block format (no frame, no size inside: the caller keeps the original length). Which library does the work is fixed when the
/// project is built, by the MSBuild property <c>Lz4Provider</c>: <c>liblz4</c> or <c>K4os</c>. Both read what the other wrote.
/// </summary>
public static class Lz4
{
    /// <summary>The longest input of the format, 0x7E000000 bytes.</summary>
    public const int MaxLength = 0x7E00_0000;

    /// <summary>The library in use, <c>liblz4</c> or <c>K4os</c>.</summary>
    public static string Provider => Lz4Codec.Name;

    /// <summary>Bytes that always suffice for the compressed form of <paramref name="length"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above <see cref="MaxLength"/>.</exception>
    public static int MaxCompressedLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        return Lz4Codec.MaxCompressedLength(length);
    }

    /// <summary>
    /// Compresses <paramref name="source"/> and returns the number of bytes written, or 0 if they do not fit into
    /// <paramref name="destination"/>. A destination one byte shorter than the source asks "only if it gets smaller".
    /// </summary>
    /// <exception cref="DllNotFoundException">The provider is liblz4 and the library is not installed.</exception>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, MaxLength, nameof(source));
        return destination.IsEmpty ? 0 : Math.Max(Lz4Codec.Compress(source, destination), 0);
    }

    /// <summary>
    /// Decompresses <paramref name="source"/> into exactly <paramref name="destination"/>. Hostile input is safe: nothing outside the
    /// two spans is read or written.
    /// </summary>
    /// <exception cref="InvalidDataException">The input is damaged, or its content is shorter or longer than the destination.</exception>
    /// <exception cref="DllNotFoundException">The provider is liblz4 and the library is not installed.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            // The one form of nothing is a token that announces no literal. Some decoders report other forms of it as an error and
            // some do not, so it is decided here, the same for both providers.
            if (source is not [0])
            {
                throw new InvalidDataException($"LZ4 block of {source.Length} bytes does not hold the empty content it should.");
            }
            return;
        }
        var written = source.IsEmpty ? -1 : Lz4Codec.Decompress(source, destination);
        if (written != destination.Length)
        {
            throw new InvalidDataException(written < 0
                ? $"LZ4 block of {source.Length} bytes is damaged or holds more than {destination.Length} bytes."
                : $"LZ4 block of {source.Length} bytes holds {written} bytes and not {destination.Length}.");
        }
    }
}
