using System.Buffers.Binary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>
/// What stands in front of an archive's frames: which generation it holds, which one its matrices are the difference from, the generation's manifest byte for
/// byte, and where the frames of each file start. One checksum covers all of it. docs/formats.md has the layout.
/// </summary>
/// <param name="Base">Number of the generation the matrices are the difference from; 0 for a key frame, which needs no other.</param>
/// <param name="BaseManifestCrc">CRC-32C of that generation's manifest, so that no other can pass for it; 0 for a key frame.</param>
/// <param name="Length">Length of the whole archive file in bytes.</param>
/// <param name="ManifestBytes">The generation's <c>manifest.json</c>.</param>
/// <param name="Manifest">The same, read.</param>
/// <param name="Starts">Offset of the first frame of each file of the manifest, in its order.</param>
internal sealed record ArchiveHeader(
    long Base, uint BaseManifestCrc, long Length, byte[] ManifestBytes, Manifest Manifest, IReadOnlyList<long> Starts)
{
    /// <summary>The version this program writes and the only one it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Bytes in front of the manifest.</summary>
    public const int FixedBytes = 48;

    private const int MaxFiles = 1000;

    /// <summary>Bytes before the first frame.</summary>
    public static long BytesFor(int manifestBytes, int files) => FixedBytes + manifestBytes + (8L * files) + 4;

    /// <summary>The bytes before the first frame.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[BytesFor(ManifestBytes.Length, Starts.Count)];
        var span = bytes.AsSpan();
        "SW2VARCH"u8.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], CurrentVersion);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], ManifestBytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], Manifest.Generation);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], Base);
        BinaryPrimitives.WriteUInt32LittleEndian(span[32..], BaseManifestCrc);
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], Starts.Count);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], Length);
        ManifestBytes.CopyTo(span[FixedBytes..]);
        for (int i = 0; i < Starts.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[(FixedBytes + ManifestBytes.Length + (8 * i))..], Starts[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(span[^4..], Crc32C.Compute(span[..^4]));
        return bytes;
    }

    /// <summary>Reads and checks the header of an open archive of generation <paramref name="number"/>.</summary>
    /// <exception cref="StoreDamagedException">Damage, or a version this program does not know.</exception>
    public static ArchiveHeader Read(IStorageFile file, long number)
    {
        byte[] start = new byte[FixedBytes];
        if (file.ReadFully(start, 0) != FixedBytes || !start.AsSpan(0, 8).SequenceEqual("SW2VARCH"u8))
        {
            throw Damaged(file.Path, "it does not start as an archive does");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
        if (version != CurrentVersion)
        {
            throw new StoreDamagedException(
                $"'{file.Path}' has archive version {version}, this program reads {CurrentVersion}; use the version of streamw2v that wrote it");
        }

        // Bounded before memory is taken, and again by the file's length.
        int manifestBytes = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(12));
        int files = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(36));
        long length = file.Length;
        if (manifestBytes is < 1 or > SealedJson.MaxBytes || files is < 0 or > MaxFiles || BytesFor(manifestBytes, files) > length)
        {
            throw Damaged(file.Path, "the sizes in its header are impossible");
        }

        byte[] bytes = new byte[BytesFor(manifestBytes, files)];
        if (file.ReadFully(bytes, 0) != bytes.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan()[^4..]) != Crc32C.Compute(bytes.AsSpan()[..^4]))
        {
            throw Damaged(file.Path, "its header does not match its checksum");
        }

        byte[] manifest = bytes.AsSpan(FixedBytes, manifestBytes).ToArray();
        var starts = new long[files];
        for (int i = 0; i < files; i++)
        {
            starts[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(FixedBytes + manifestBytes + (8 * i)));
        }

        var header = new ArchiveHeader(
            BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(24)),
            BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(32)),
            BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(40)),
            manifest,
            Manifest.Read(manifest, file.Path),
            starts);
        header.Check(file.Path, number, BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(16)), length);
        return header;
    }

    /// <summary>Damage of an archive, in one line with what to do.</summary>
    public static StoreDamagedException Damaged(string path, string what, Exception? inner = null)
    {
        string sentence = $"archive '{path}' is damaged: {what}; run `streamw2v fsck`, which says what can still be opened";
        return inner is null ? new StoreDamagedException(sentence) : new StoreDamagedException(sentence, inner);
    }

    private void Check(string path, long number, long written, long length)
    {
        if (written != number || Manifest.Generation != number)
        {
            throw Damaged(path, $"it holds generation {Manifest.Generation}, not {number}");
        }

        if (Base < 0 || Base == number || Starts.Count != Manifest.Files.Count)
        {
            throw Damaged(path, "the fields of its header contradict each other");
        }

        if (Length != length)
        {
            throw Damaged(path, $"it has {length} bytes, its header says {Length}");
        }

        long before = BytesFor(ManifestBytes.Length, Starts.Count);
        foreach (long start in Starts)
        {
            if (start < before || start > length)
            {
                throw Damaged(path, "the fields of its header contradict each other");
            }

            before = start;
        }
    }
}
