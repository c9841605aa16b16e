using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>
/// The real file system with a fuse: after so many writes the process is "killed" in the middle of one. Remembers how much of each file has
/// been synced, so that a test can also take away what a power cut might. With <see cref="FullAfter"/> the disk is full for a while
/// instead.
/// </summary>
internal sealed class FragileStorage : IStorage
{
    private readonly Dictionary<string, long> _durable = [];
    private bool _isDead;

    /// <summary>Writes until the kill; negative: never.</summary>
    public int WritesLeft { get; set; } = -1;

    /// <summary>How many bytes of the last write still get through.</summary>
    public int LastWriteBytes { get; set; }

    /// <summary>Writes that are still to fail with ENOSPC once <see cref="FullAfter"/> more have succeeded.</summary>
    public int FullWrites { get; set; }

    public int FullAfter { get; set; }

    public long Durable(string path) => _durable.GetValueOrDefault(path);

    /// <summary>Ends the process between two writes.</summary>
    public void Die() => _isDead = true;

    public IStorageFile Create(string path)
    {
        ThrowIfDead();
        return new File(this, PosixStorage.Instance.Create(path));
    }

    public IStorageFile Open(string path, bool writable) => new File(this, PosixStorage.Instance.Open(path, writable));

    public void Rename(string source, string destination) => PosixStorage.Instance.Rename(source, destination);

    public void DeleteFile(string path) => PosixStorage.Instance.DeleteFile(path);

    public void DeleteDirectory(string path) => PosixStorage.Instance.DeleteDirectory(path);

    public void CreateDirectory(string path) => PosixStorage.Instance.CreateDirectory(path);

    public bool FileExists(string path) => PosixStorage.Instance.FileExists(path);

    public bool DirectoryExists(string path) => PosixStorage.Instance.DirectoryExists(path);

    public IReadOnlyList<string> Files(string directory) => PosixStorage.Instance.Files(directory);

    public IReadOnlyList<string> Directories(string directory) => PosixStorage.Instance.Directories(directory);

    // The folder is never lost in these tests, so its sync would only cost time.
    public void SyncDirectory(string path)
    {
    }

    // Whatever runs in a killed process no longer reaches the disk, Dispose included.
    private void ThrowIfDead()
    {
        if (_isDead)
        {
            throw new KilledException();
        }
    }

    private sealed class File(FragileStorage storage, IStorageFile file) : IStorageFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (storage.FullWrites > 0 && storage.FullAfter-- <= 0)
            {
                storage.FullWrites--;
                throw new StorageException("write", Path, 28);
            }

            storage.ThrowIfDead();
            if (storage.WritesLeft == 0)
            {
                storage._isDead = true;
                file.Write(source[..Math.Min(storage.LastWriteBytes, source.Length)], offset);
                throw new KilledException();
            }

            storage.WritesLeft -= storage.WritesLeft > 0 ? 1 : 0;
            file.Write(source, offset);
        }

        public void Truncate(long length)
        {
            storage.ThrowIfDead();
            file.Truncate(length);
        }

        public void Sync()
        {
            storage.ThrowIfDead();
            storage._durable[Path] = file.Length;
        }

        public void Dispose() => file.Dispose();
    }
}
