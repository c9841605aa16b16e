using K4os.Compression.LZ4;

namespace StreamW2V.Store.Compression;

/// <summary>The provider <c>K4os</c>: the managed K4os.Compression.LZ4, for systems without liblz4.</summary>
internal static class K4osLz4
{
    /// <summary>Name shown by <see cref="Lz4.Provider"/>.</summary>
    public const string Name = "K4os";

    /// <summary>Bytes that always suffice for <paramref name="length"/> bytes.</summary>
    public static int MaxCompressedLength(int length) => LZ4Codec.MaximumOutputSize(length);

    /// <summary>Bytes written, not positive if they do not fit.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
        {
            // LZ4Codec.Encode returns 0 for nothing; the block format, and liblz4, have a token for it.
            destination[0] = 0;
            return 1;
        }
        return LZ4Codec.Encode(source, destination, LZ4Level.L00_FAST);
    }

    /// <summary>Bytes written, negative if the block is damaged or does not fit.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => LZ4Codec.Decode(source, destination);
}
