using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Writes a generation into <c>generations/N.tmp</c>. The Add calls write to the page cache; rows that others go on writing are begun and
/// ended (<see cref="BeginMatrix"/>). <see cref="Commit"/> makes it durable. Until the rename in Commit nothing of it counts; without
/// Commit, <see cref="Dispose"/> removes it. Not for use by two threads at once, but for <see cref="MatrixSnapshot.Keep(int)"/>.
/// </summary>
public sealed class GenerationWriter : IDisposable
{
    /// <summary>Bytes of rows that are held at most because they are about to change and have not been written.</summary>
    public const long CopiedRowBytes = BlockBuffers.MaxBytes;

    /// <summary>
    /// Written back at a time before the sync. The disk is then free between two of them for the journal's sync, which would wait for the whole gigabyte of a
    /// generation otherwise.
    /// </summary>
    internal const int WriteBackBytes = 8 << 20;

    private readonly IStorage _storage;
    private readonly string _generations;
    private readonly string _folder;
    private readonly ulong _seed;
    private readonly SortedDictionary<string, (IStorageFile File, ManifestFile Entry, bool LeavesMemory)> _files = new(StringComparer.Ordinal);
    private readonly List<MatrixSnapshot> _begun = [];
    private readonly List<BlockBuffers> _buffers = [];
    private bool _closed;

    internal GenerationWriter(IStorage storage, string generations, long number, ulong seed)
    {
        _storage = storage;
        _generations = generations;
        _seed = seed;
        Number = number;
        _folder = Path.Combine(generations, GenerationName.Of(number, GenerationName.Unfinished));
        storage.CreateDirectory(_folder);
    }

    /// <summary>The number it will have once committed.</summary>
    public long Number { get; }

    /// <summary>Adds a file. Names: ASCII letters, digits, '.', '-' and '_', not starting with '.', not ending in ".npy".</summary>
    public void AddFile(string name, ReadOnlySpan<byte> content)
    {
        var file = CreateFile(name, isMatrix: false);
        file.Write(content, 0);
        Finish(file, name, content.Length, Crc32C.Compute(content));
    }

    /// <summary>Adds a file that <paramref name="write"/> writes to a stream from its start to its end.</summary>
    public void AddFile(string name, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var file = CreateFile(name, isMatrix: false);
        using var stream = new GenerationFileStream(file);
        write(stream);
        stream.Flush();
        Finish(file, name, stream.Length, stream.Crc);
    }

    /// <summary>Adds the first <paramref name="rows"/> rows of a matrix under a name that ends in ".npy".</summary>
    /// <exception cref="StorageException">
    /// Writing failed; with <see cref="StorageException.IsOutOfSpace"/> another try later may succeed.
    /// </exception>
    public void AddMatrix(string name, IRowMatrix matrix, long rows) => EndMatrix(BeginMatrix(name, matrix, rows));

    /// <summary>
    /// Begins to add the first <paramref name="rows"/> rows of a matrix under a name that ends in ".npy", as they are at the moment from which on
    /// everyone who writes rows calls <see cref="MatrixSnapshot.Keep(int)"/> before. The matrix must live until the end.
    /// </summary>
    /// <exception cref="StorageException">Writing failed, as for <see cref="AddMatrix"/>.</exception>
    public MatrixSnapshot BeginMatrix(string name, IRowMatrix matrix, long rows)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, matrix.Capacity);
        int blockBytes = MatrixSnapshot.BlockBytesOf(matrix);
        if (_buffers.Count == 0 || _buffers[^1].BlockBytes < blockBytes)
        {
            _buffers.Add(new BlockBuffers(blockBytes));
        }

        var snapshot = new MatrixSnapshot(name, matrix, rows, CreateFile(name, isMatrix: true), _buffers[^1]);
        _begun.Add(snapshot);
        return snapshot;
    }

    /// <summary>Writes what is left of a matrix that was begun.</summary>
    /// <exception cref="StorageException">Writing failed, here or where a row was kept.</exception>
    public void EndMatrix(MatrixSnapshot matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (!_begun.Contains(matrix))
        {
            throw new ArgumentException($"'{matrix.Name}' was not begun, or has ended", nameof(matrix));
        }

        uint crc = matrix.Finish();
        _begun.Remove(matrix);
        DisposeBuffers();
        Finish(_files[matrix.Name].File, matrix.Name, matrix.FileBytes, crc, matrix.LeavesMemory);
    }

    /// <summary>
    /// Syncs the files, writes and syncs the manifest, syncs the folder, renames it to its number and syncs <c>generations/</c>, in this
    /// order: at every moment the folder of that number is absent or whole.
    /// </summary>
    /// <param name="manifest">Number, seed and files are filled in.</param>
    /// <returns>The generation as committed.</returns>
    /// <exception cref="StorageException">
    /// A step failed. A sync must not be tried again: end the process and recover from the last generation.
    /// </exception>
    public Generation Commit(Manifest manifest)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        ArgumentNullException.ThrowIfNull(manifest);
        if (_begun.Count > 0)
        {
            throw new InvalidOperationException($"'{_begun[0].Name}' was begun and has not ended");
        }

        var committed = manifest with
        {
            FormatVersion = Manifest.CurrentFormatVersion,
            Generation = Number,
            Seed = _seed,
            Files = [.. _files.Values.Select(file => file.Entry)],
        };
        byte[] bytes = Readable(committed);
        foreach (var (file, entry, leavesMemory) in _files.Values)
        {
            for (long start = 0; entry.Bytes > WriteBackBytes && start < entry.Bytes; start += WriteBackBytes)
            {
                file.WriteBack(start, Math.Min(WriteBackBytes, entry.Bytes - start));
            }

            file.Sync();
            if (leavesMemory)
            {
                file.LeaveMemory(0, entry.Bytes);
            }

            file.Dispose();
        }

        using (var file = _storage.Create(Path.Combine(_folder, Manifest.FileName)))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        _storage.SyncDirectory(_folder);
        string path = Path.Combine(_generations, GenerationName.Of(Number));
        _storage.Rename(_folder, path);
        _closed = true;
        _storage.SyncDirectory(_generations);
        return new Generation(_storage, path, committed);
    }

    /// <summary>Removes what was written, unless it was committed. Where that fails the next opening for writing removes it.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _begun.ForEach(matrix => matrix.Abandon());
        _begun.Clear();
        DisposeBuffers();
        foreach (var (file, _, _) in _files.Values)
        {
            file.Dispose();
        }

        try
        {
            _storage.DeleteFolderOfFiles(_folder);
        }
        catch (StorageException)
        {
            // Usually the error that led here, which must not be hidden by this one.
        }
    }

    /// <summary>Buffers are shared by the matrices; when the last one has ended, nobody has a copy any more.</summary>
    private void DisposeBuffers()
    {
        if (_begun.Count == 0)
        {
            _buffers.ForEach(buffers => buffers.Dispose());
            _buffers.Clear();
        }
    }

    private static byte[] Readable(Manifest manifest)
    {
        byte[] bytes = manifest.ToBytes();
        try
        {
            Manifest.Read(bytes, Manifest.FileName);
            return bytes;
        }
        catch (StoreDamagedException error)
        {
            throw new ArgumentException($"this manifest could not be read again: {error.Message}", nameof(manifest), error);
        }
    }

    private IStorageFile CreateFile(string name, bool isMatrix)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (name.EndsWith(".npy", StringComparison.Ordinal) != isMatrix)
        {
            throw new ArgumentException($"'{name}' is {(isMatrix ? "not " : "")}a name for a matrix", nameof(name));
        }

        if (!ManifestFile.IsValidName(name) || _files.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no name for a file of a generation, or has been added", nameof(name));
        }

        var file = _storage.Create(Path.Combine(_folder, name));
        _files.Add(name, (file, new ManifestFile(name, 0, 0), false));
        return file;
    }

    private void Finish(IStorageFile file, string name, long bytes, uint crc, bool leavesMemory = false) =>
        _files[name] = (file, new ManifestFile(name, bytes, crc), leavesMemory);
}
