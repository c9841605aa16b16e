using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// The 64 bytes before a record's payload, little-endian:
/// <code>
/// offset size field
///      0    4 CRC-32C of the segment's first sequence number (8 bytes, not stored here) and of bytes 4 to 63
///      4    4 CRC-32C of the payload as stored
///      8    4 stored length of the payload, at most the next field
///     12    4 length of the payload when decompressed, at most 64 MiB
///     16    2 the letters "JR", by which a search for records behind a damage finds candidates
///     18    1 kind: 0 idle mark, 1 text, 2 source opened, 3 source closed, 4 source truncated, 5 configuration
///     19    1 encoding of the payload: 0 as it is, 1 LZ4 block
///     20    4 bytes before this header that were not yet synced when it was written
///     24    8 sequence number; an idle mark has that of the record that will follow it
///     32    8 source id
///     40    8 start of the range in the source, raw bytes
///     48    8 end of the range in the source
///     56    8 hash of the last (at most 4,096) source bytes before the end
///     64      payload
/// </code>
/// The header's CRC covers where it is (segment and sequence number) and, through the payload's CRC, what follows it: bytes left over
/// from another segment, or from a record of another number, do not verify. The field at 20 tells two things apart that look alike: a
/// record that was lost with the power because it was not synced yet, and one that was synced and has been damaged since. An idle mark
/// (no payload, no number of its own) is written when everything before it is durable and nothing more is coming, so that this is
/// known of the last records too.
/// </summary>
internal readonly record struct RecordHeader
{
    /// <summary>Length of the header in bytes.</summary>
    public const int Size = 64;

    /// <summary>The longest payload, in bytes: what a reader may be made to allocate.</summary>
    public const int MaxPayload = 64 << 20;

    /// <summary>Kind of the idle mark.</summary>
    public const byte IdleMark = 0;

    /// <summary>Encoding: as it is.</summary>
    public const byte Plain = 0;

    /// <summary>Encoding: LZ4 block.</summary>
    public const byte Lz4Block = 1;

    /// <summary>Where <see cref="Marker"/> is in the header.</summary>
    public const int MarkerOffset = 16;

    private const byte LastKind = (byte)RecordKind.SourceTruncated;

    /// <summary>The letters every header has at <see cref="MarkerOffset"/>.</summary>
    public static ReadOnlySpan<byte> Marker => "JR"u8;

    public uint PayloadCrc { get; init; }

    public int StoredLength { get; init; }

    public int Length { get; init; }

    public byte Kind { get; init; }

    public byte Encoding { get; init; }

    public uint Unsynced { get; init; }

    public long Sequence { get; init; }

    public long SourceId { get; init; }

    public long StartOffset { get; init; }

    public long EndOffset { get; init; }

    public ulong TailHash { get; init; }

    /// <summary>Header and payload, in bytes.</summary>
    public int TotalLength => Size + StoredLength;

    /// <summary>The part of every header's checksum that is the same in one segment.</summary>
    public static uint SegmentCrc(long firstSequence)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, firstSequence);
        return Crc32C.Compute(bytes);
    }

    /// <summary>Writes the header into the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination, uint segmentCrc)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], PayloadCrc);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], StoredLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Length);
        Marker.CopyTo(destination[MarkerOffset..]);
        destination[18] = Kind;
        destination[19] = Encoding;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], Unsynced);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], SourceId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], StartOffset);
        BinaryPrimitives.WriteInt64LittleEndian(destination[48..], EndOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[56..], TailHash);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Crc32C.Append(segmentCrc, destination[4..Size]));
    }

    /// <summary>Reads a header; false unless it verifies for this segment and every field is within its bounds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, uint segmentCrc, out RecordHeader header)
    {
        header = default;
        if (source.Length < Size || !source[MarkerOffset..].StartsWith(Marker)
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Crc32C.Append(segmentCrc, source[4..Size]))
        {
            return false;
        }
        header = new RecordHeader
        {
            PayloadCrc = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            StoredLength = BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            Length = BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            Kind = source[18],
            Encoding = source[19],
            Unsynced = BinaryPrimitives.ReadUInt32LittleEndian(source[20..]),
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            SourceId = BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            StartOffset = BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            EndOffset = BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            TailHash = BinaryPrimitives.ReadUInt64LittleEndian(source[56..]),
        };
        return header is { Kind: <= LastKind, Length: >= 0 and <= MaxPayload, StoredLength: >= 0 }
            && header.Encoding switch
            {
                Plain => header.StoredLength == header.Length,
                Lz4Block => header.StoredLength < header.Length,
                _ => false,
            }
            && (header.Kind != IdleMark || header.Length == 0);
    }
}
