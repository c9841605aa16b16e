using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// A committed generation, read-only for ever. A reader may find it gone after the writer has removed old generations
/// (<see cref="StorageException"/> with ENOENT): <see cref="StoreFolder.ReadNewest"/> starts again with the newest one then. What is
/// mapped stays readable.
/// </summary>
public sealed class Generation
{
    private const string Remedy = "run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`";
    private const int ChunkBytes = 1 << 20;

    private readonly IStorage _storage;
    private readonly Func<OpenArchive>? _archive;

    internal Generation(IStorage storage, string path, Manifest manifest, Func<OpenArchive>? archive = null)
    {
        _storage = storage;
        _archive = archive;
        Path = path;
        Manifest = manifest;
    }

    /// <summary>Its number; later generations have larger ones.</summary>
    public long Number => Manifest.Generation;

    /// <summary>Its folder; of an archived generation the archive.</summary>
    public string Path { get; }

    /// <summary>Whether it is in <c>archive/</c>: it can be asked everything, and gone back to, but not trained on from there.</summary>
    public bool IsArchived => _archive is not null;

    /// <summary>Its commit record.</summary>
    public Manifest Manifest { get; }

    /// <summary>Whether the generation has a file of that name.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The path of a matrix, for programs that open it themselves.</summary>
    public string MatrixPath(string name) => System.IO.Path.Combine(Path, Listed(name).Name);

    /// <summary>Reads a whole file and compares size and CRC-32C with the manifest.</summary>
    /// <exception cref="StoreDamagedException">The file is missing, or not the one that was committed.</exception>
    public byte[] ReadFile(string name)
    {
        var listed = Listed(name);
        if (listed.Bytes > Array.MaxLength)
        {
            throw new StoreDamagedException(
                $"'{System.IO.Path.Combine(Path, name)}' has {listed.Bytes} bytes, more than this program reads at once ({Array.MaxLength}); {Remedy}");
        }

        byte[] bytes = new byte[listed.Bytes];
        if (_archive is not null)
        {
            ReadArchived(listed, (chunk, offset) => chunk.CopyTo(bytes.AsSpan((int)offset)));
            return bytes;
        }

        using var file = OpenSized(listed);
        int read = file.ReadFully(bytes, 0);
        Compare(file.Path, listed, Crc32C.Compute(bytes.AsSpan(0, read)));
        return bytes;
    }

    /// <summary>
    /// Maps a matrix for training on; the file never changes. Its checksum is not read here: <see cref="StoreFolder.OpenNewest"/> has done
    /// so for a store opened for writing.
    /// </summary>
    /// <param name="name">The matrix.</param>
    /// <param name="capacityRows">Rows to reserve, at least those of the file.</param>
    /// <param name="placement">Where the rows live.</param>
    public MappedMatrix Map(string name, long capacityRows, MatrixPlacement placement) =>
        MappedMatrix.Map(MatrixPath(name), capacityRows, placement, Manifest.Dimension);

    /// <summary>Maps a matrix for reading; of an archived generation the rows are made in memory.</summary>
    /// <param name="name">The matrix.</param>
    /// <param name="verify">
    /// Compare its CRC-32C with the manifest first: reads the whole file once, so that a query answers from sound rows.
    /// </param>
    public MappedMatrix MapReadOnly(string name, bool verify = true)
    {
        var listed = Listed(name);
        if (_archive is not null)
        {
            return UnpackMatrix(listed);
        }

        if (verify)
        {
            VerifyContent(listed);
        }

        return MappedMatrix.MapReadOnly(MatrixPath(name), Manifest.Dimension);
    }

    /// <summary>Compares every file with the manifest: size, CRC-32C, and the header of matrices.</summary>
    /// <param name="matrices">False leaves out the CRC-32C of matrices, which takes reading all of them.</param>
    /// <exception cref="StoreDamagedException">A file is missing, or not the one that was committed.</exception>
    public void Verify(bool matrices)
    {
        foreach (var listed in Manifest.Files)
        {
            if (_archive is not null)
            {
                if (matrices || !listed.IsMatrix)
                {
                    ReadArchived(listed, (_, _) => { });
                }

                continue;
            }

            if (listed.IsMatrix)
            {
                using var file = OpenSized(listed);
                int stride = NpyFile.ReadHeader(file).Stride;
                if (stride != NpyFile.StrideOf(Manifest.Dimension))
                {
                    throw new StoreDamagedException(
                        $"'{file.Path}' has rows of {stride} floats where dimension {Manifest.Dimension} "
                        + $"takes {NpyFile.StrideOf(Manifest.Dimension)}; {Remedy}");
                }
            }

            if (matrices || !listed.IsMatrix)
            {
                VerifyContent(listed);
            }
        }
    }

    /// <summary>Reads the manifest of a committed folder.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="path">The folder, named by its number.</param>
    /// <param name="seed">The store's seed, which the manifest must carry; null takes any.</param>
    internal static Generation Open(IStorage storage, string path, ulong? seed)
    {
        string manifestPath = System.IO.Path.Combine(path, Manifest.FileName);
        byte[] bytes;
        try
        {
            bytes = storage.ReadSmallFile(manifestPath, SealedJson.MaxBytes);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && storage.DirectoryExists(path))
        {
            throw new StoreDamagedException($"'{manifestPath}' is missing; {Remedy}", error);
        }

        var manifest = Manifest.Read(bytes, manifestPath);
        if (!GenerationName.TryParse(System.IO.Path.GetFileName(path), out long named, out _) || named != manifest.Generation)
        {
            throw new StoreDamagedException($"'{manifestPath}' is that of generation {manifest.Generation}; {Remedy}");
        }

        if (seed is ulong expected && manifest.Seed != expected)
        {
            throw new StoreDamagedException(
                $"'{manifestPath}' belongs to a store with seed {manifest.Seed}, this one has {expected}; {Remedy}");
        }

        return new Generation(storage, path, manifest);
    }

    /// <summary>Opens an archived generation; its content is compared with the manifest whenever it is read.</summary>
    internal static Generation OpenArchived(IStorage storage, Func<OpenArchive> open, ulong? seed)
    {
        using var archive = open();
        if (seed is ulong expected && archive.Manifest.Seed != expected)
        {
            throw ArchiveHeader.Damaged(archive.Path, $"it belongs to a store with seed {archive.Manifest.Seed}, this one has {expected}");
        }

        return new Generation(storage, archive.Path, archive.Manifest, open);
    }

    /// <summary>The bytes of the manifest.</summary>
    internal byte[] ReadManifest()
    {
        if (_archive is null)
        {
            return _storage.ReadSmallFile(System.IO.Path.Combine(Path, Manifest.FileName), SealedJson.MaxBytes);
        }

        using var archive = _archive();
        return archive.Header.ManifestBytes;
    }

    /// <summary>The content of a file in pieces.</summary>
    internal IChunks ReadChunks(ManifestFile listed) => new FileChunks(OpenSized(listed), listed);

    private void ReadArchived(ManifestFile listed, ChunkSink sink)
    {
        using var archive = _archive!();
        using var chunks = archive.Read(listed);
        long offset = 0;
        for (var chunk = chunks.Next(); !chunk.IsEmpty; chunk = chunks.Next())
        {
            sink(chunk, offset);
            offset += chunk.Length;
        }
    }

    private MappedMatrix UnpackMatrix(ManifestFile listed)
    {
        MappedMatrix? matrix = null;
        try
        {
            ReadArchived(listed, (chunk, offset) =>
            {
                // The first piece is longer than the header, or all there is.
                if (matrix is null)
                {
                    var shape = NpyFile.ReadHeader(chunk[..Math.Min(chunk.Length, NpyFile.HeaderBytes)], listed.Bytes, MatrixPath(listed.Name));
                    matrix = MappedMatrix.InMemory(MatrixPath(listed.Name), shape, Manifest.Dimension);
                    chunk = chunk[NpyFile.HeaderBytes..];
                    offset = NpyFile.HeaderBytes;
                }

                matrix.Load(chunk, offset - NpyFile.HeaderBytes);
            });
            return matrix ?? throw ArchiveHeader.Damaged(Path, $"its '{listed.Name}' is empty");
        }
        catch
        {
            matrix?.Dispose();
            throw;
        }
    }

    private ManifestFile? Find(string name) => Manifest.Files.FirstOrDefault(file => file.Name == name);

    private ManifestFile Listed(string name) =>
        Find(name) ?? throw new StoreDamagedException($"generation {Number} in '{Path}' has no file '{name}'; {Remedy}");

    private IStorageFile OpenSized(ManifestFile listed)
    {
        string path = System.IO.Path.Combine(Path, listed.Name);
        IStorageFile file;
        try
        {
            file = _storage.Open(path, writable: false);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && _storage.DirectoryExists(Path))
        {
            throw new StoreDamagedException($"'{path}' is missing; {Remedy}", error);
        }

        long length;
        try
        {
            length = file.Length;
        }
        catch (StorageException)
        {
            file.Dispose();
            throw;
        }

        if (length == listed.Bytes)
        {
            return file;
        }

        file.Dispose();
        throw new StoreDamagedException($"'{path}' has {length} bytes, the manifest says {listed.Bytes}; {Remedy}");
    }

    private void VerifyContent(ManifestFile listed)
    {
        using var file = OpenSized(listed);
        byte[] chunk = new byte[Math.Min(ChunkBytes, listed.Bytes)];
        uint crc = 0;
        for (long done = 0; done < listed.Bytes;)
        {
            int read = file.ReadFully(chunk.AsSpan(0, (int)Math.Min(chunk.Length, listed.Bytes - done)), done);
            if (read == 0)
            {
                break;
            }

            crc = Crc32C.Append(crc, chunk.AsSpan(0, read));
            done += read;
        }

        Compare(file.Path, listed, crc);
    }

    private static void Compare(string path, ManifestFile listed, uint crc)
    {
        if (crc != listed.Crc32C)
        {
            throw new StoreDamagedException($"'{path}' has the CRC-32C {crc:x8}, the manifest says {listed.Crc32C:x8}; {Remedy}");
        }
    }
}
