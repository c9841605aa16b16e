using System.Buffers.Binary;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// The first 32 bytes of a segment file, little-endian, durable before the first record is written:
/// <code>
/// offset size field
///      0    8 magic "SW2VJRNL"
///      8    4 version, 1
///     12    4 zero
///     16    8 sequence number of the first record, the same as in the file name
///     24    4 zero
///     28    4 CRC-32C of bytes 0 to 27
/// </code>
/// The file is named by that sequence number, 20 decimal digits and ".journal", so that ordinal order is journal order. Records
/// (<see cref="RecordHeader"/>) follow without padding.
/// </summary>
internal static class SegmentHeader
{
    /// <summary>Length of the header in bytes.</summary>
    public const int Size = 32;

    /// <summary>The version this program writes and reads.</summary>
    public const uint Version = 1;

    private const string Extension = ".journal";
    private const int NameDigits = 20;

    private static ReadOnlySpan<byte> Magic => "SW2VJRNL"u8;

    /// <summary>The path of the segment that starts with a record.</summary>
    public static string PathOf(string folder, long firstSequence) =>
        Path.Combine(folder, firstSequence.ToString("D" + NameDigits, null) + Extension);

    /// <summary>The first sequence number in a file name, or false if the name is not a segment's.</summary>
    public static bool TryParseName(string path, out long firstSequence)
    {
        firstSequence = 0;
        var name = Path.GetFileName(path.AsSpan());
        return name.Length == NameDigits + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && !name[..NameDigits].ContainsAnyExceptInRange('0', '9')
            && long.TryParse(name[..NameDigits], out firstSequence);
    }

    /// <summary>First sequence numbers of the segments in a folder, ascending; other files are left alone.</summary>
    public static long[] List(IStorage storage, string folder)
    {
        var segments = new List<long>();
        foreach (var path in storage.Files(folder))
        {
            if (TryParseName(path, out var firstSequence))
            {
                segments.Add(firstSequence);
            }
        }
        return [.. segments];
    }

    /// <summary>Writes the header into the first <see cref="Size"/> bytes.</summary>
    public static void Write(Span<byte> destination, long firstSequence)
    {
        destination[..Size].Clear();
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Crc32C.Compute(destination[..28]));
    }

    /// <summary>Whether the bytes start with the header that this program writes for a segment.</summary>
    public static bool IsOf(ReadOnlySpan<byte> source, long firstSequence)
    {
        Span<byte> expected = stackalloc byte[Size];
        Write(expected, firstSequence);
        return source.StartsWith(expected);
    }

    /// <summary>Whether the bytes are the header of the segment that starts with <paramref name="firstSequence"/>.</summary>
    /// <exception cref="StoreDamagedException">It is whole, but of another version, or of another segment.</exception>
    public static bool Verify(ReadOnlySpan<byte> source, long firstSequence, string path)
    {
        if (source.Length < Size || !source.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(source[28..]) != Crc32C.Compute(source[..28]))
        {
            return false;
        }
        var version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version != Version)
        {
            throw new StoreDamagedException(
                $"journal segment '{path}' has format version {version} and this program reads version {Version}: use the program that wrote it");
        }
        var written = BinaryPrimitives.ReadInt64LittleEndian(source[16..]);
        if (written != firstSequence)
        {
            throw new StoreDamagedException(
                $"journal segment '{path}' starts with record {written}, not with the record it is named after: rename it back to '{Path.GetFileName(PathOf("", written))}'");
        }
        return true;
    }
}
