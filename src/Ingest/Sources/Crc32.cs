namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The checksum in the trailer of a gzip member (RFC 1952 section 8): polynomial 0xEDB88320, eight bytes at a step. The journal's CRC32C is
/// another polynomial, and .NET keeps its own copy of this one to itself.
/// </summary>
internal static class Crc32
{
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum of what <paramref name="crc"/> covers followed by the bytes; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        while (bytes.Length >= 8)
        {
            uint low = state ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            state = Tables[0x700 + (int)(low & 0xFF)]
                ^ Tables[0x600 + (int)((low >> 8) & 0xFF)]
                ^ Tables[0x500 + (int)((low >> 16) & 0xFF)]
                ^ Tables[0x400 + (int)(low >> 24)]
                ^ Tables[0x300 + bytes[4]]
                ^ Tables[0x200 + bytes[5]]
                ^ Tables[0x100 + bytes[6]]
                ^ Tables[bytes[7]];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            state = (state >> 8) ^ Tables[(int)((state ^ value) & 0xFF)];
        }

        return ~state;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            tables[value] = crc;
        }

        for (int index = 256; index < tables.Length; index++)
        {
            tables[index] = (tables[index - 256] >> 8) ^ tables[tables[index - 256] & 0xFF];
        }

        return tables;
    }
}
