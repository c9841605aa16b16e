using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StreamW2V.Store.Files;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of every file of the store. The processor's own instruction computes it
/// where there is one, a table elsewhere, with the same result.
/// </summary>
public static class Crc32C
{
    private const uint ReflectedPolynomial = 0x82F63B78;

    private static readonly uint[] s_table = MakeTable();

    /// <summary>The checksum of a run of bytes; of "123456789" it is 0xE3069283, of nothing 0.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> covers followed by <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (Sse42.X64.IsSupported)
        {
            ulong wide = state;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                wide = Sse42.X64.Crc32(wide, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }

            state = (uint)wide;
            foreach (byte value in bytes)
            {
                state = Sse42.Crc32(state, value);
            }

            return ~state;
        }

        if (Crc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                state = Crc32.Arm64.ComputeCrc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }

            foreach (byte value in bytes)
            {
                state = Crc32.ComputeCrc32C(state, value);
            }

            return ~state;
        }

        return AppendByTable(crc, bytes);
    }

    /// <summary>The portable path, also the oracle of the other two in tests.</summary>
    internal static uint AppendByTable(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        uint[] table = s_table;

        // Slicing by eight: table k holds the effect of a byte that is followed by k more, so eight bytes cost eight loads and no chain.
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = table[(7 * 256) + (low & 0xFF)] ^ table[(6 * 256) + ((low >> 8) & 0xFF)]
                ^ table[(5 * 256) + ((low >> 16) & 0xFF)] ^ table[(4 * 256) + (low >> 24)]
                ^ table[(3 * 256) + (high & 0xFF)] ^ table[(2 * 256) + ((high >> 8) & 0xFF)]
                ^ table[256 + ((high >> 16) & 0xFF)] ^ table[high >> 24];
        }

        foreach (byte value in bytes)
        {
            state = table[(state ^ value) & 0xFF] ^ (state >> 8);
        }

        return ~state;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ ReflectedPolynomial : crc >> 1;
            }

            table[value] = crc;
        }

        for (int slice = 1; slice < 8; slice++)
        {
            for (int value = 0; value < 256; value++)
            {
                uint previous = table[((slice - 1) * 256) + value];
                table[(slice * 256) + value] = table[previous & 0xFF] ^ (previous >> 8);
            }
        }

        return table;
    }
}
