using StreamW2V.Store.Files;

namespace StreamW2V.Host.Tests.Services;

/// <summary>The real file system, in which operations fail as long as a test says so: "create", "write", "sync", "rename" and so on, with the path.</summary>
internal sealed class FaultyStorage : IStorage
{
    private readonly PosixStorage _real = PosixStorage.Instance;

    /// <summary>The errno with which an operation on a path fails, or 0. Called by any thread.</summary>
    public Func<string, string, int> Fault { get; set; } = (_, _) => 0;

    public IStorageFile Create(string path)
    {
        Check("create", path);
        return new FaultyFile(this, _real.Create(path));
    }

    public IStorageFile Open(string path, bool writable) => new FaultyFile(this, _real.Open(path, writable));

    public void Rename(string source, string destination)
    {
        Check("rename", source);
        _real.Rename(source, destination);
    }

    public void DeleteFile(string path) => _real.DeleteFile(path);

    public void DeleteDirectory(string path) => _real.DeleteDirectory(path);

    public void CreateDirectory(string path)
    {
        Check("create directory", path);
        _real.CreateDirectory(path);
    }

    public bool FileExists(string path) => _real.FileExists(path);

    public bool DirectoryExists(string path) => _real.DirectoryExists(path);

    public IReadOnlyList<string> Files(string directory) => _real.Files(directory);

    public IReadOnlyList<string> Directories(string directory) => _real.Directories(directory);

    public void SyncDirectory(string path)
    {
        Check("sync", path);
        _real.SyncDirectory(path);
    }

    private void Check(string operation, string path)
    {
        if (Fault(operation, path) is not 0 and var error)
        {
            throw new StorageException(operation, path, error);
        }
    }

    private sealed class FaultyFile(FaultyStorage storage, IStorageFile real) : IStorageFile
    {
        public string Path => real.Path;

        public long Length => real.Length;

        public int Read(Span<byte> destination, long offset) => real.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            storage.Check("write", Path);
            real.Write(source, offset);
        }

        public void Truncate(long length) => real.Truncate(length);

        public void Sync()
        {
            storage.Check("sync", Path);
            real.Sync();
        }

        public void Dispose() => real.Dispose();
    }
}
