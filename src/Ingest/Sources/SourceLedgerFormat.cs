using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// sources.bin, little-endian. Header: magic "SW2VSRCS", version u32 (1), zero u32, last sequence, last text source, next id, number of
/// entries (i64 each). An entry: id, end offset, tail hash, lines, bytes, truncations, closed at (8 bytes each), has-previous u8,
/// [device, inode, birth time, prefix hash, end offset, tail hash (8 each), prefix length u16], description length u32, description
/// (<see cref="SourceDescription"/>). Entries ascend by id. Last a CRC32C u32 of all that precedes it.
/// </summary>
internal static class SourceLedgerFormat
{
    private const uint Version = 1;
    private const int HeaderBytes = 48;
    private const int PreviousBytes = 50;

    private static ReadOnlySpan<byte> Magic => "SW2VSRCS"u8;

    /// <summary>The ledger as bytes.</summary>
    public static byte[] Write(SourceLedger ledger)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(0u);
            writer.Write(ledger.LastSequence);
            writer.Write(ledger.LastTextSource);
            writer.Write(ledger.NextId);
            writer.Write((long)ledger.Count);
            foreach (var source in ledger.Sources)
            {
                Write(writer, source);
            }
        }

        var bytes = new byte[stream.Length + sizeof(uint)];
        stream.GetBuffer().AsSpan(0, (int)stream.Length).CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)stream.Length), Crc32C.Compute(bytes.AsSpan(0, (int)stream.Length)));
        return bytes;
    }

    /// <summary>The ledger from bytes that may be anything.</summary>
    /// <exception cref="StoreDamagedException">They are not a ledger of this version.</exception>
    public static SourceLedger Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < HeaderBytes + sizeof(uint) || !bytes.StartsWith(Magic))
        {
            throw Damaged(path, 0, "it is no list of sources");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new StoreDamagedException(
                $"{path}: version {version} is unknown, this program reads version {Version}; use the program that wrote it");
        }

        var content = bytes[..^sizeof(uint)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) != Crc32C.Compute(content))
        {
            throw Damaged(path, 0, "its checksum does not match");
        }

        var reader = new FieldReader(content, 16, path);
        var ledger = new SourceLedger();
        reader.Require(BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) == 0);
        long lastSequence = reader.Int64();
        long lastTextSource = reader.Int64();
        long nextId = reader.Int64();
        long count = reader.Int64();
        reader.Require(lastSequence >= -1 && lastTextSource >= 0 && nextId >= 1 && lastTextSource < nextId && count >= 0 && count < nextId);
        long id = 0;
        for (long entry = 0; entry < count; entry++)
        {
            var source = Read(ref reader);
            reader.Require(source.Id > id && source.Id < nextId);
            id = source.Id;
            ledger.Restore(source);
        }

        reader.Require(reader.IsAtEnd);
        ledger.Restored(lastSequence, lastTextSource, nextId);
        return ledger;
    }

    private static void Write(BinaryWriter writer, SourceState source)
    {
        writer.Write(source.Id);
        writer.Write(source.EndOffset);
        writer.Write(source.TailHash);
        writer.Write(source.Lines);
        writer.Write(source.Bytes);
        writer.Write(source.Truncations);
        writer.Write(source.ClosedAt);
        writer.Write(source.Previous is not null);
        if (source.Previous is { } previous)
        {
            writer.Write(previous.Identity.File.Device);
            writer.Write(previous.Identity.File.Inode);
            writer.Write(previous.Identity.File.BirthTime);
            writer.Write(previous.Identity.PrefixHash);
            writer.Write(previous.EndOffset);
            writer.Write(previous.TailHash);
            writer.Write((ushort)previous.Identity.PrefixLength);
        }

        byte[] description = source.Description.Encode();
        writer.Write(description.Length);
        writer.Write(description);
    }

    private static SourceState Read(ref FieldReader reader)
    {
        long id = reader.Int64();
        long endOffset = reader.Int64();
        ulong tailHash = (ulong)reader.Int64();
        long lines = reader.Int64();
        long bytes = reader.Int64();
        long truncations = reader.Int64();
        long closedAt = reader.Int64();
        reader.Require(endOffset >= 0 && lines >= 0 && bytes >= 0 && truncations >= 0 && closedAt >= 0);
        byte hasPrevious = reader.Bytes(1)[0];
        reader.Require(hasPrevious <= 1);
        SourceMark? previous = null;
        if (hasPrevious == 1)
        {
            var fields = reader.Bytes(PreviousBytes);
            var file = new FileKey(
                BinaryPrimitives.ReadUInt64LittleEndian(fields),
                BinaryPrimitives.ReadUInt64LittleEndian(fields[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(fields[16..]));
            int prefixLength = BinaryPrimitives.ReadUInt16LittleEndian(fields[48..]);
            long previousEnd = BinaryPrimitives.ReadInt64LittleEndian(fields[32..]);
            reader.Require(previousEnd >= 0 && prefixLength <= ContentHash.PrefixBytes);
            previous = new SourceMark(
                new SourceIdentity(file, prefixLength, BinaryPrimitives.ReadUInt64LittleEndian(fields[24..])),
                previousEnd,
                BinaryPrimitives.ReadUInt64LittleEndian(fields[40..]));
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(reader.Bytes(sizeof(int)));
        var described = reader.Bytes(length);
        var description = SourceDescription.Decode(described);

        // Only what this program would write itself is read, so that nothing in the file is left unread.
        reader.Require(description is not null && description.Encode().AsSpan().SequenceEqual(described));
        return new SourceState(id, description!)
        {
            EndOffset = endOffset,
            TailHash = tailHash,
            Lines = lines,
            Bytes = bytes,
            Truncations = truncations,
            ClosedAt = closedAt,
            Previous = previous,
        };
    }

    private static StoreDamagedException Damaged(string path, int offset, string what) =>
        new($"{path}: damaged at byte {offset}: {what}; run `streamw2v fsck --repair`, or go back with `streamw2v rollback`");

    // Every field is taken through here, so that no length is believed before it is compared with what is left.
    private ref struct FieldReader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private readonly string _path;
        private int _offset;

        public FieldReader(ReadOnlySpan<byte> bytes, int offset, string path)
        {
            _bytes = bytes;
            _offset = offset;
            _path = path;
        }

        public readonly bool IsAtEnd => _offset == _bytes.Length;

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

        public ReadOnlySpan<byte> Bytes(int length)
        {
            Require(length >= 0 && length <= _bytes.Length - _offset);
            var field = _bytes.Slice(_offset, length);
            _offset += length;
            return field;
        }

        public readonly void Require(bool isPossible)
        {
            if (!isPossible)
            {
                throw Damaged(_path, _offset, "a field has an impossible value");
            }
        }
    }
}
