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

    /// <summary>The checksum of a run of bytes followed by another of <paramref name="secondLength"/> bytes, from the checksums of both.</summary>
    public static uint Combine(uint first, uint second, long secondLength) => CombineBy(ShiftOf(secondLength), first, second);

    /// <summary>
    /// x^(8 · bytes) modulo the polynomial: what a checksum is multiplied by when so many bytes follow. For <see cref="CombineBy"/>, where many runs have the same length.
    /// </summary>
    internal static uint ShiftOf(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        uint power = 1u << 23; // x^8; bit 31 is x^0 in the reflected order
        uint shift = 1u << 31; // 1
        for (; bytes > 0; bytes >>= 1)
        {
            shift = (bytes & 1) != 0 ? Multiply(shift, power) : shift;
            power = Multiply(power, power);
        }

        return shift;
    }

    /// <summary><see cref="Combine"/> for a second run whose length gives <paramref name="shift"/>. The inversions before and after cancel out, as in zlib's crc32_combine.</summary>
    internal static uint CombineBy(uint shift, uint first, uint second) => Multiply(shift, first) ^ second;

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

    /// <summary>The product of two polynomials modulo the checksum's, bits in reflected order.</summary>
    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (uint bit = 1u << 31; bit != 0; bit >>= 1)
        {
            product ^= (a & bit) != 0 ? b : 0;
            b = (b & 1) != 0 ? (b >> 1) ^ ReflectedPolynomial : b >> 1;
        }

        return product;
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
