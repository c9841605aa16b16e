using System.Buffers.Binary;
using System.Numerics;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// SipHash-1-3 (Aumasson and Bernstein, INDOCRYPT 2012, with one compression and three finalization rounds): a keyed 64-bit hash of a token.
/// The key is the store's, so nobody who only writes text can choose tokens that collide in the word table or the sketch.
/// </summary>
public readonly struct TokenHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>A hash with a 16-byte key.</summary>
    /// <exception cref="ArgumentException">The key does not have 16 bytes.</exception>
    public TokenHash(ReadOnlySpan<byte> key)
    {
        if (key.Length != 16)
        {
            throw new ArgumentException($"A hash key has 16 bytes, not {key.Length}.", nameof(key));
        }

        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>The hash of <paramref name="token"/>.</summary>
    public ulong Of(ReadOnlySpan<byte> token)
    {
        var v0 = _key0 ^ 0x736f6d6570736575;
        var v1 = _key1 ^ 0x646f72616e646f6d;
        var v2 = _key0 ^ 0x6c7967656e657261;
        var v3 = _key1 ^ 0x7465646279746573;
        var last = (ulong)token.Length << 56;
        while (token.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(token);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            token = token[8..];
        }

        for (var i = 0; i < token.Length; i++)
        {
            last |= (ulong)token[i] << (8 * i);
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
