using System.Runtime.InteropServices;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Writes a generation into <c>generations/N.tmp</c>. The Add calls write to the page cache, so training pauses no longer than that;
/// <see cref="Commit"/> makes it durable and may run on another thread. Until the rename in Commit nothing of it counts; without Commit,
/// <see cref="Dispose"/> removes it. Not for use by two threads at once.
/// </summary>
public sealed class GenerationWriter : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly IStorage _storage;
    private readonly string _generations;
    private readonly string _folder;
    private readonly ulong _seed;
    private readonly SortedDictionary<string, (IStorageFile File, ManifestFile Entry)> _files = new(StringComparer.Ordinal);
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
        if (name.EndsWith(".npy", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is a name for a matrix", nameof(name));
        }

        var file = CreateFile(name);
        file.Write(content, 0);
        Finish(file, name, content.Length, Crc32C.Compute(content));
    }

    /// <summary>Adds the first <paramref name="rows"/> rows of a matrix under a name that ends in ".npy".</summary>
    /// <exception cref="StorageException">
    /// Writing failed; with <see cref="StorageException.IsOutOfSpace"/> another try later may succeed.
    /// </exception>
    public void AddMatrix(string name, IRowMatrix matrix, long rows)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, matrix.Capacity);
        if (!name.EndsWith(".npy", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is not a name for a matrix", nameof(name));
        }

        var file = CreateFile(name);
        byte[] header = NpyFile.Header(new NpyShape(rows, matrix.Stride));
        file.Write(header, 0);
        uint crc = Crc32C.Compute(header);
        long offset = header.Length;
        int rowBytes = matrix.Stride * sizeof(float);
        int rowsPerChunk = Math.Max(1, ChunkBytes / rowBytes);

        // Through a buffer: the bytes checked and the bytes written are the same ones even if a worker writes the row meanwhile, and a
        // buffer of this size is still in the second-level cache for both.
        byte[] buffer = new byte[rowsPerChunk * rowBytes];
        for (long row = 0; row < rows;)
        {
            int count = (int)Math.Min(rowsPerChunk, rows - row);
            var chunk = buffer.AsSpan(0, count * rowBytes);
            MemoryMarshal.AsBytes(matrix.Rows(row, count)).CopyTo(chunk);
            file.Write(chunk, offset);
            crc = Crc32C.Append(crc, chunk);
            offset += chunk.Length;
            row += count;
        }

        Finish(file, name, offset, crc);
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
        var committed = manifest with
        {
            FormatVersion = Manifest.CurrentFormatVersion,
            Generation = Number,
            Seed = _seed,
            Files = [.. _files.Values.Select(file => file.Entry)],
        };
        byte[] bytes = Readable(committed);
        foreach (var (file, _) in _files.Values)
        {
            file.Sync();
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
        foreach (var (file, _) in _files.Values)
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

    private IStorageFile CreateFile(string name)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!ManifestFile.IsValidName(name) || _files.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no name for a file of a generation, or has been added", nameof(name));
        }

        var file = _storage.Create(Path.Combine(_folder, name));
        _files.Add(name, (file, new ManifestFile(name, 0, 0)));
        return file;
    }

    private void Finish(IStorageFile file, string name, long bytes, uint crc) => _files[name] = (file, new ManifestFile(name, bytes, crc));
}
