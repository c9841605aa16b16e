using StreamW2V.Store.Files;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>The machine's file system with a list of what was asked of it, and one kind of call that fails.</summary>
internal sealed class RecordingStorage : IStorage
{
    private const int InputOutputError = 5;

    private readonly IStorage _inner = PosixStorage.Instance;

    /// <summary>The calls that change something, in order.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>The operation that fails: write, sync or rename.</summary>
    public string? Failing { get; init; }

    /// <inheritdoc/>
    public IStorageFile Create(string path) => new RecordingFile(this, _inner.Create(path));

    /// <inheritdoc/>
    public IStorageFile Open(string path, bool writable) => _inner.Open(path, writable);

    /// <inheritdoc/>
    public void Rename(string source, string destination)
    {
        Take("rename", source, $" {destination}");
        _inner.Rename(source, destination);
    }

    /// <inheritdoc/>
    public void DeleteFile(string path) => _inner.DeleteFile(path);

    /// <inheritdoc/>
    public void DeleteDirectory(string path) => _inner.DeleteDirectory(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path) => _inner.CreateDirectory(path);

    /// <inheritdoc/>
    public bool FileExists(string path) => _inner.FileExists(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => _inner.DirectoryExists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string directory) => _inner.Files(directory);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => _inner.Directories(directory);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        Take("sync", path, "");
        _inner.SyncDirectory(path);
    }

    private void Take(string operation, string path, string rest)
    {
        if (operation == Failing)
        {
            throw new StorageException(operation, path, InputOutputError);
        }

        Steps.Add($"{operation} {path}{rest}");
    }

    private sealed class RecordingFile(RecordingStorage storage, IStorageFile inner) : IStorageFile
    {
        public string Path => inner.Path;

        public long Length => inner.Length;

        public int Read(Span<byte> destination, long offset) => inner.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            storage.Take("write", Path, "");
            inner.Write(source, offset);
        }

        public void Truncate(long length) => inner.Truncate(length);

        public void Sync()
        {
            storage.Take("sync", Path, "");
            inner.Sync();
        }

        public void Dispose() => inner.Dispose();
    }
}
