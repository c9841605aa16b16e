using System.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>SipHash-1-3 as the paper defines it, byte by byte: what the fast hashes are compared with.</summary>
internal static class SipHashReference
{
    public static ulong Of(byte[] key, ReadOnlySpan<byte> message)
    {
        var padded = new byte[(message.Length / 8 * 8) + 8];
        message.CopyTo(padded);
        padded[^1] = (byte)message.Length;
        var (k0, k1) = (BitConverter.ToUInt64(key, 0), BitConverter.ToUInt64(key, 8));
        ulong[] v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573];
        for (var i = 0; i < padded.Length; i += 8)
        {
            var word = BitConverter.ToUInt64(padded, i);
            v[3] ^= word;
            Round(v);
            v[0] ^= word;
        }

        v[2] ^= 0xff;
        Round(v);
        Round(v);
        Round(v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Round(ulong[] v)
    {
        v[0] += v[1];
        v[1] = BitOperations.RotateLeft(v[1], 13) ^ v[0];
        v[0] = BitOperations.RotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = BitOperations.RotateLeft(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = BitOperations.RotateLeft(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = BitOperations.RotateLeft(v[1], 17) ^ v[2];
        v[2] = BitOperations.RotateLeft(v[2], 32);
    }
}
