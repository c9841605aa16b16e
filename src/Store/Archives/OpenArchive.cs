using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>
/// An archived generation, open for reading together with the one it is the difference from. Both files stay readable while this is open, whatever the writer
/// removes or writes anew: an archive of a number always has the same content, however it is stored.
/// </summary>
internal sealed class OpenArchive : IDisposable
{
    private readonly IStorageFile _file;
    private readonly OpenArchive? _base;

    private OpenArchive(IStorageFile file, ArchiveHeader header, OpenArchive? basis)
    {
        _file = file;
        Header = header;
        _base = basis;
    }

    /// <summary>Its header.</summary>
    public ArchiveHeader Header { get; }

    /// <summary>Its manifest.</summary>
    public Manifest Manifest => Header.Manifest;

    /// <summary>Its path.</summary>
    public string Path => _file.Path;

    /// <summary>Opens an archive, and its base if it has one.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="path">The archive file.</param>
    /// <param name="number">The generation it must hold.</param>
    /// <param name="pathOf">Where the archive of another number is.</param>
    /// <exception cref="StoreDamagedException">It is damaged, or its base is missing or damaged.</exception>
    /// <exception cref="StorageException">It is missing (ENOENT), or a system call failed.</exception>
    public static OpenArchive Open(IStorage storage, string path, long number, Func<long, string> pathOf)
    {
        long missing = 0;
        while (true)
        {
            var archive = OpenAlone(storage, path, number);
            long wanted = archive.Header.Base;
            if (wanted == 0)
            {
                return archive;
            }

            try
            {
                return new OpenArchive(archive._file, archive.Header, OpenBase(storage, archive, pathOf(wanted)));
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && wanted != missing)
            {
                // The writer gives an archive another base before it removes the old one, so the header is read once more.
                missing = wanted;
                archive.Dispose();
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound)
            {
                archive.Dispose();
                throw ArchiveHeader.Damaged(path, $"it is the difference from generation {wanted}, and '{pathOf(wanted)}' is missing", error);
            }
            catch
            {
                archive.Dispose();
                throw;
            }
        }
    }

    /// <summary>Opens an archive without its base, to look at its header.</summary>
    public static OpenArchive OpenAlone(IStorage storage, string path, long number)
    {
        var file = storage.Open(path, writable: false);
        try
        {
            return new OpenArchive(file, ArchiveHeader.Read(file, number), null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The content of one of its files, from the beginning.</summary>
    public IChunks Read(ManifestFile listed)
    {
        int index = Enumerable.Range(0, Manifest.Files.Count).First(i => Manifest.Files[i].Name == listed.Name);
        long end = index + 1 < Header.Starts.Count ? Header.Starts[index + 1] : Header.Length;
        return new FrameChunks(_file, Header.Starts[index], end, Manifest.Files[index], _base?.AsBasis(Manifest, listed));
    }

    /// <summary>
    /// What a file of a generation with that manifest can be the difference from: the matrix of the same name with rows of the same length; null if there is
    /// none.
    /// </summary>
    public IChunks? AsBasis(Manifest manifest, ManifestFile listed) =>
        listed.IsMatrix && manifest.Dimension == Manifest.Dimension && Manifest.Files.FirstOrDefault(file => file.Name == listed.Name) is { } same
            ? Read(same)
            : null;

    /// <summary>Reads all of it and compares every file with the manifest.</summary>
    /// <exception cref="StoreDamagedException">A file is not the one that was archived.</exception>
    public void Verify()
    {
        foreach (var listed in Manifest.Files)
        {
            using var chunks = Read(listed);
            while (!chunks.Next().IsEmpty)
            {
            }
        }
    }

    /// <summary>Closes both files.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _base?.Dispose();
    }

    private static OpenArchive OpenBase(IStorage storage, OpenArchive archive, string path)
    {
        var basis = OpenAlone(storage, path, archive.Header.Base);
        if (basis.Header.Base == 0 && Crc32C.Compute(basis.Header.ManifestBytes) == archive.Header.BaseManifestCrc)
        {
            return basis;
        }

        basis.Dispose();
        throw ArchiveHeader.Damaged(archive.Path, $"'{path}' is not the key frame it is the difference from");
    }
}
