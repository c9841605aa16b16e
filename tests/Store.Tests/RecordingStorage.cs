using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests;

/// <summary>
/// The real file system with a record of every call that changes something ("write /a", "sync /a", "rename /a /b", ...), and a place to
/// throw from: <see cref="BeforeChange"/> is called before each, with its line.
/// </summary>
internal sealed class RecordingStorage : IStorage
{
    private readonly PosixStorage _real = PosixStorage.Instance;

    public List<string> Changes { get; } = [];

    /// <summary>Where each write went.</summary>
    public List<(string Path, long Offset, int Length)> Writes { get; } = [];

    /// <summary>What was taken out of the page cache.</summary>
    public List<(string Path, long Offset, long Length)> LeftMemory { get; } = [];

    /// <summary>Set to record writes without doing them, for files too large for a test.</summary>
    public bool DiscardWrites { get; set; }

    public Action<string>? BeforeChange { get; set; }

    /// <summary>Called before a file is opened for reading.</summary>
    public Action<string>? BeforeOpen { get; set; }

    public IStorageFile Create(string path)
    {
        Record($"create {path}");
        return new RecordingFile(this, _real.Create(path));
    }

    public IStorageFile Open(string path, bool writable)
    {
        BeforeOpen?.Invoke(path);
        return new RecordingFile(this, _real.Open(path, writable));
    }

    public void Rename(string source, string destination)
    {
        Record($"rename {source} {destination}");
        _real.Rename(source, destination);
    }

    public void DeleteFile(string path)
    {
        Record($"delete {path}");
        _real.DeleteFile(path);
    }

    public void DeleteDirectory(string path)
    {
        Record($"delete {path}");
        _real.DeleteDirectory(path);
    }

    public void CreateDirectory(string path)
    {
        Record($"create {path}");
        _real.CreateDirectory(path);
    }

    public bool FileExists(string path) => _real.FileExists(path);

    public bool DirectoryExists(string path) => _real.DirectoryExists(path);

    public IReadOnlyList<string> Files(string directory) => _real.Files(directory);

    public IReadOnlyList<string> Directories(string directory) => _real.Directories(directory);

    public void SyncDirectory(string path)
    {
        Record($"sync {path}");
        _real.SyncDirectory(path);
    }

    private void Record(string change)
    {
        BeforeChange?.Invoke(change);
        Changes.Add(change);
    }

    private sealed class RecordingFile(RecordingStorage storage, IStorageFile real) : IStorageFile
    {
        public string Path => real.Path;

        public long Length => real.Length;

        public int Read(Span<byte> destination, long offset) => real.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            storage.Record($"write {Path}");
            storage.Writes.Add((Path, offset, source.Length));
            if (!storage.DiscardWrites)
            {
                real.Write(source, offset);
            }
        }

        public void Truncate(long length)
        {
            storage.Record($"truncate {Path}");
            real.Truncate(length);
        }

        public void WriteBack(long offset, long length) => real.WriteBack(offset, length);

        public void LeaveMemory(long offset, long length)
        {
            storage.LeftMemory.Add((Path, offset, length));
            real.LeaveMemory(offset, length);
        }

        public void Sync()
        {
            storage.Record($"sync {Path}");
            real.Sync();
        }

        public void Dispose() => real.Dispose();
    }
}
