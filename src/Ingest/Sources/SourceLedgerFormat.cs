using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// sources.bin, little-endian. Header: magic "SW2VSRCS", version u32 (2), zero u32, last sequence, last text source, next id, number of
/// entries, <see cref="SourceTotals"/> (i64 each). An entry: id, end offset, tail hash, lines, bytes, truncations, closed at (8 bytes each), number of
/// earlier contents u8, for each [device, inode, birth time, prefix hash, end offset, tail hash (8 each), prefix length u16], description length u32,
/// description (<see cref="SourceDescription"/>). Entries ascend by id. Last a CRC32C u32 of all that precedes it.
/// </summary>
internal static class SourceLedgerFormat
{
    private const uint Version = 2;
    private const int HeaderBytes = 48 + SourceTotals.EncodedBytes;
    private const int MarkBytes = 50;

    private static ReadOnlySpan<byte> Magic => "SW2VSRCS"u8;

    /// <summary>The ledger as bytes.</summary>
    public static byte[] Write(LedgerSnapshot ledger)
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
            writer.Write((long)ledger.Sources.Count);
            writer.Write(ledger.Totals.Lines);
            writer.Write(ledger.Totals.Bytes);
            writer.Write(ledger.Totals.Truncations);
            writer.Write(ledger.Totals.RecognizedCopies);
            writer.Write(ledger.Totals.Damage.TruncatedLines);
            writer.Write(ledger.Totals.Damage.RepairedLines);
            writer.Write(ledger.Totals.Damage.NulBytes);
            writer.Write(ledger.Totals.Damage.UnendedLines);
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
        var totals = new SourceTotals(
            reader.Count(), reader.Count(), reader.Count(), reader.Count(),
            new LineDamage(reader.Count(), reader.Count(), reader.Count(), reader.Count()));
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
        ledger.Restored(lastSequence, lastTextSource, nextId, totals);
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
        writer.Write((byte)source.Earlier.Count);
        foreach (var mark in source.Earlier)
        {
            writer.Write(mark.Identity.File.Device);
            writer.Write(mark.Identity.File.Inode);
            writer.Write(mark.Identity.File.BirthTime);
            writer.Write(mark.Identity.PrefixHash);
            writer.Write(mark.EndOffset);
            writer.Write(mark.TailHash);
            writer.Write((ushort)mark.Identity.PrefixLength);
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
        byte marks = reader.Bytes(1)[0];
        reader.Require(marks <= SourceState.MostEarlier);
        var earlier = new SourceMark[marks];
        for (int i = 0; i < earlier.Length; i++)
        {
            earlier[i] = ReadMark(ref reader);
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(reader.Bytes(sizeof(int)));
        var described = reader.Bytes(length);
        var description = SourceDescription.Decode(described);

        // Only what this program would write itself is read, so that nothing in the file is left unread.
        reader.Require(description is not null && description.Encode().AsSpan().SequenceEqual(described));
        return new SourceState
        {
            Id = id,
            Description = description!,
            EndOffset = endOffset,
            TailHash = tailHash,
            Lines = lines,
            Bytes = bytes,
            Truncations = truncations,
            ClosedAt = closedAt,
            Earlier = earlier,
        };
    }

    private static SourceMark ReadMark(ref FieldReader reader)
    {
        var fields = reader.Bytes(MarkBytes);
        var file = new FileKey(
            BinaryPrimitives.ReadUInt64LittleEndian(fields),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[16..]));
        int prefixLength = BinaryPrimitives.ReadUInt16LittleEndian(fields[48..]);
        long end = BinaryPrimitives.ReadInt64LittleEndian(fields[32..]);
        reader.Require(end >= 0 && prefixLength <= ContentHash.PrefixBytes);
        var identity = new SourceIdentity(file, prefixLength, BinaryPrimitives.ReadUInt64LittleEndian(fields[24..]));
        return new SourceMark(identity, end, BinaryPrimitives.ReadUInt64LittleEndian(fields[40..]));
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

        public long Count()
        {
            long count = Int64();
            Require(count >= 0);
            return count;
        }

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
