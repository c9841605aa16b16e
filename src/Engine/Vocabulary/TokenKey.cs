using System.Buffers.Binary;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A token in two words, so that almost all comparisons of tokens are of registers. Shorter than 16 bytes the key is the token itself: its first 8 bytes
/// if it has that many, and its last word as SipHash takes it, the up to 7 bytes behind them with the length on top. A longer token's key is
/// its hash and a mark: tokens of equal keys are then still to be compared.
/// </summary>
internal readonly record struct TokenKey(ulong Head, ulong Tail)
{
    /// <summary>Tokens of at least this many bytes are not told by their key alone.</summary>
    public const int LongBytes = 16;

    /// <summary>The bit of <see cref="Tail"/> that says of a short token that it has 8 bytes or more.</summary>
    public const ulong HasHead = 8UL << 56;

    /// <summary>The <see cref="Tail"/> of a long token; on top of a short one's is its length.</summary>
    public const ulong Long = 0xFFUL << 56;

    /// <summary>Whether tokens of this key are long.</summary>
    public bool IsLong => Tail == Long;

    /// <summary>The key of a token whose hash is known.</summary>
    public static TokenKey Of(ReadOnlySpan<byte> token, ulong hash) => token.Length >= LongBytes
        ? new(hash, Long)
        : new(token.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(token) : 0, LastWord(token));

    /// <summary>The key of a short token of <paramref name="length"/> bytes at the start of memory of 16 or more, without a branch.</summary>
    public static TokenKey OfShort(ReadOnlySpan<byte> memory, int length)
    {
        var head = BinaryPrimitives.ReadUInt64LittleEndian(memory) & (0UL - ((ulong)length >> 3));
        var rest = BinaryPrimitives.ReadUInt64LittleEndian(memory[(length & 8)..]);
        return new(head, (rest & ((1UL << (8 * (length & 7))) - 1)) | ((ulong)length << 56));
    }

    /// <summary>The last up to 7 bytes behind the whole words of a token, and its length modulo 256 on top, by loads that overlap instead of a loop.</summary>
    public static ulong LastWord(ReadOnlySpan<byte> token)
    {
        var length = (ulong)token.Length << 56;
        var bytes = token.Length & 7;
        if (token.Length >= 8)
        {
            // Shifted in two steps: by 64 at once would be by none.
            return length | (BinaryPrimitives.ReadUInt64LittleEndian(token[^8..]) >> 8 >> (56 - (8 * bytes)));
        }

        if (bytes >= 4)
        {
            var high = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(token[^4..]) << (8 * (bytes - 4));
            return length | BinaryPrimitives.ReadUInt32LittleEndian(token) | high;
        }

        return bytes == 0
            ? length
            : length | token[0] | ((ulong)token[bytes >> 1] << (8 * (bytes >> 1))) | ((ulong)token[^1] << (8 * (bytes - 1)));
    }
}
