using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What a journal record says about a source beside its text: the payload of SourceOpened, SourceTruncated and SourceClosed, and the
/// variable part of an entry of sources.bin. A later description of the same source replaces the earlier one.
/// </summary>
/// <remarks>
/// Layout, little-endian: version u8 (2), kind u8, phase u8, zero u8, truncated lines, repaired lines, NUL bytes, stored size and lines
/// without end (i64 each), device u64, inode u64, birth time i64, prefix hash u64, prefix length u16, path length u16, path (its bytes, see <see cref="PathText"/>, without end mark).
/// </remarks>
public sealed record SourceDescription
{
    private const byte Version = 2;
    private const int FixedBytes = 4 + 40 + SourceIdentity.EncodedBytes + 2;

    /// <summary>How the source is read.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>How far its life has come.</summary>
    public SourcePhase Phase { get; init; } = SourcePhase.Reading;

    /// <summary>The full path it was last seen at; "-" for standard input. At most 65,535 bytes.</summary>
    public required string Path { get; init; }

    /// <summary>What the file is recognised by.</summary>
    public required SourceIdentity Identity { get; init; }

    /// <summary>Damage to its lines so far.</summary>
    public LineDamage Damage { get; init; }

    /// <summary>
    /// Size of a finished gzip file in compressed bytes, by which a start knows that there is nothing new in it; 0 otherwise.
    /// </summary>
    public long StoredSize { get; init; }

    /// <summary>The description as bytes.</summary>
    public byte[] Encode()
    {
        byte[] path = PathText.Encode(Path);
        var bytes = new byte[FixedBytes + path.Length];
        bytes[0] = Version;
        bytes[1] = (byte)Kind;
        bytes[2] = (byte)Phase;
        var rest = bytes.AsSpan(4);
        BinaryPrimitives.WriteInt64LittleEndian(rest, Damage.TruncatedLines);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], Damage.RepairedLines);
        BinaryPrimitives.WriteInt64LittleEndian(rest[16..], Damage.NulBytes);
        BinaryPrimitives.WriteInt64LittleEndian(rest[24..], StoredSize);
        BinaryPrimitives.WriteInt64LittleEndian(rest[32..], Damage.UnendedLines);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[40..], Identity.File.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[48..], Identity.File.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(rest[56..], Identity.File.BirthTime);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[64..], Identity.PrefixHash);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[72..], (ushort)Identity.PrefixLength);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[74..], checked((ushort)path.Length));
        path.CopyTo(rest[76..]);
        return bytes;
    }

    /// <summary>Reads a description that must fill the bytes exactly; null when anything about it is impossible.</summary>
    public static SourceDescription? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes || bytes[0] != Version || bytes[3] != 0)
        {
            return null;
        }

        var kind = (SourceKind)bytes[1];
        var phase = (SourcePhase)bytes[2];
        var rest = bytes[4..];
        var damage = new LineDamage(
            BinaryPrimitives.ReadInt64LittleEndian(rest),
            BinaryPrimitives.ReadInt64LittleEndian(rest[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(rest[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(rest[32..]));
        long storedSize = BinaryPrimitives.ReadInt64LittleEndian(rest[24..]);
        var file = new FileKey(
            BinaryPrimitives.ReadUInt64LittleEndian(rest[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(rest[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(rest[56..]));
        var identity = new SourceIdentity(
            file, BinaryPrimitives.ReadUInt16LittleEndian(rest[72..]), BinaryPrimitives.ReadUInt64LittleEndian(rest[64..]));
        var path = rest[76..];
        bool isPossible = kind is SourceKind.Plain or SourceKind.Gzip or SourceKind.StandardInput
            && phase is SourcePhase.Reading or SourcePhase.Finished or SourcePhase.Gone
            && damage is { TruncatedLines: >= 0, RepairedLines: >= 0, NulBytes: >= 0, UnendedLines: >= 0 }
            && storedSize >= 0
            && identity.PrefixLength <= ContentHash.PrefixBytes
            && path.Length == BinaryPrimitives.ReadUInt16LittleEndian(rest[74..]);
        return !isPossible ? null : new SourceDescription
        {
            Kind = kind,
            Phase = phase,
            Path = PathText.Decode(path),
            Identity = identity,
            Damage = damage,
            StoredSize = storedSize,
        };
    }
}
