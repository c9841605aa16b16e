using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Builds the bytes of one record in a buffer that is reused: header and payload together, so that a record is one write.
/// </summary>
internal sealed class RecordFrame
{
    private byte[] _bytes = new byte[64 << 10];
    private RecordHeader _header;

    /// <summary>Length of the record's bytes.</summary>
    public int Length => _header.TotalLength;

    /// <summary>
    /// Takes in the payload (compressed if it is text and gets smaller, else as it is) and the fields of <paramref name="header"/>
    /// that do not follow from it.
    /// </summary>
    public void Set(in RecordHeader header, ReadOnlySpan<byte> payload)
    {
        if (_bytes.Length < RecordHeader.Size + payload.Length)
        {
            _bytes = new byte[RecordHeader.Size + Math.Min(RecordHeader.MaxPayload, 2L * payload.Length)];
        }
        var room = _bytes.AsSpan(RecordHeader.Size);
        var stored = header.Kind == (byte)RecordKind.Text && payload.Length > 1 ? Lz4.Compress(payload, room[..(payload.Length - 1)]) : 0;
        var encoding = stored > 0 ? RecordHeader.Lz4Block : RecordHeader.Plain;
        if (encoding == RecordHeader.Plain)
        {
            payload.CopyTo(room);
            stored = payload.Length;
        }
        _header = header with
        {
            PayloadCrc = Crc32C.Compute(room[..stored]),
            StoredLength = stored,
            Length = payload.Length,
            Encoding = encoding,
        };
    }

    /// <summary>The record's bytes for a segment, valid until the next <see cref="Set"/>.</summary>
    /// <param name="segmentCrc">The segment's part of the checksum.</param>
    /// <param name="unsynced">Bytes of the segment before the record that are not synced.</param>
    public ReadOnlySpan<byte> Seal(uint segmentCrc, long unsynced)
    {
        _header = _header with { Unsynced = (uint)unsynced };
        _header.Write(_bytes, segmentCrc);
        return _bytes.AsSpan(0, Length);
    }
}
