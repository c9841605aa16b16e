using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
        var last = TokenKey.LastWord(token);
        while (token.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(token);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            token = token[8..];
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

    /// <summary>
    /// The hashes of tokens shorter than 16 bytes from their keys (<see cref="TokenKey"/>), four at a time: one alone is a chain of additions in which
    /// each waits for the last. All three have the same length, a multiple of 4; where a key is that of a longer token the hash means nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void OfShort(ReadOnlySpan<ulong> heads, ReadOnlySpan<ulong> tails, Span<ulong> hashes)
    {
        var start0 = Vector256.Create(_key0 ^ 0x736f6d6570736575);
        var start1 = Vector256.Create(_key1 ^ 0x646f72616e646f6d);
        var start2 = Vector256.Create(_key0 ^ 0x6c7967656e657261);
        var start3 = Vector256.Create(_key1 ^ 0x7465646279746573);
        for (var i = 0; i < heads.Length; i += Vector256<ulong>.Count)
        {
            var head = Vector256.Create(heads[i..]);
            var last = Vector256.Create(tails[i..]);
            var (v0, v1, v2, v3) = (start0, start1, start2, start3 ^ head);
            Round(ref v0, ref v1, ref v2, ref v3);

            // A token of less than 8 bytes has no first word: it starts with its last.
            var hasHead = Vector256.Equals(last & Vector256.Create(TokenKey.HasHead), Vector256.Create(TokenKey.HasHead));
            v0 = Vector256.ConditionalSelect(hasHead, v0 ^ head, start0);
            v1 = Vector256.ConditionalSelect(hasHead, v1, start1);
            v2 = Vector256.ConditionalSelect(hasHead, v2, start2);
            v3 = Vector256.ConditionalSelect(hasHead, v3, start3) ^ last;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= last;
            v2 ^= Vector256.Create(0xffUL);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            (v0 ^ v1 ^ v2 ^ v3).CopyTo(hashes[i..]);
        }
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

    private static void Round(ref Vector256<ulong> v0, ref Vector256<ulong> v1, ref Vector256<ulong> v2, ref Vector256<ulong> v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = RotateLeft(v1, 13) ^ v0;
        v3 = RotateLeft(v3, 16) ^ v2;
        v0 = RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = RotateLeft(v1, 17) ^ v2;
        v3 = RotateLeft(v3, 21) ^ v0;
        v2 = RotateLeft(v2, 32);
    }

    private static Vector256<ulong> RotateLeft(Vector256<ulong> value, [System.Diagnostics.CodeAnalysis.ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, bits) : (value << bits) | (value >>> (64 - bits));
}
