using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests.Journal;

/// <summary>
/// A file system in memory that records its operations, fails them on demand, and knows for each file what was synced: so it can
/// produce the states a power cut may leave. Safe for one writer beside readers.
/// </summary>
internal sealed class MemoryStorage : IStorage
{
    private const int NotFound = 2;
    private const int Exists = 17;
    private const int NoSpace = 28;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _directories = new(StringComparer.Ordinal);

    /// <summary>Every operation that changes something, as "verb name".</summary>
    public List<string> Operations { get; } = [];

    /// <summary>Asked before each operation; an errno other than 0 fails it.</summary>
    public Func<string, string, int> Fault { get; set; } = (_, _) => 0;

    /// <summary>Bytes that can still be written before the disk is full; what fits of the last write is written.</summary>
    public long Space { get; set; } = long.MaxValue;

    public int Count(string operation) => Operations.Count(entry => entry.StartsWith(operation, StringComparison.Ordinal));

    public byte[] this[string path]
    {
        get => _files[path].Bytes.ToArray();
        set => _files[path] = new Content { Bytes = [.. value], Durable = [.. value], IsNameDurable = true };
    }

    /// <summary>
    /// What a power cut now may leave: synced bytes stay; of each write since the last sync of its file, every 512-byte sector is there
    /// or not as <paramref name="keep"/> says; a name not synced is there or not likewise.
    /// </summary>
    public MemoryStorage PowerCut(Func<bool> keep)
    {
        var after = new MemoryStorage();
        after._directories.UnionWith(_directories);
        foreach (var (path, content) in _files)
        {
            if (content.IsNameDurable || keep())
            {
                after[path] = content.AfterPowerCut(keep);
            }
        }
        return after;
    }

    public MemoryStorage Clone()
    {
        var clone = new MemoryStorage();
        clone._directories.UnionWith(_directories);
        foreach (var (path, content) in _files)
        {
            clone[path] = [.. content.Bytes];
        }
        return clone;
    }

    public IStorageFile Create(string path) => Do("create", path, () =>
    {
        if (_files.ContainsKey(path))
        {
            throw new StorageException("create", path, Exists);
        }
        return new OpenFile(this, path, _files[path] = new Content());
    });

    public IStorageFile Open(string path, bool writable) => Do("open", path, () => new OpenFile(this, path, Find("open", path)));

    public void Rename(string source, string destination) => Do("rename", source, () =>
    {
        var content = Find("rename", source);
        _files.Remove(source);
        _files[destination] = content;
        return true;
    });

    public void DeleteFile(string path) => Do("delete", path, () =>
    {
        Find("delete", path);
        return _files.Remove(path);
    });

    public void DeleteDirectory(string path) => _directories.Remove(path);

    public void CreateDirectory(string path) => Do("create folder", path, () => _directories.Add(path));

    public bool FileExists(string path)
    {
        lock (_gate)
        {
            return _files.ContainsKey(path);
        }
    }

    public bool DirectoryExists(string path) => _directories.Contains(path);

    public IReadOnlyList<string> Files(string directory)
    {
        lock (_gate)
        {
            return [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == directory)];
        }
    }

    public IReadOnlyList<string> Directories(string directory) =>
        [.. _directories.Where(path => Path.GetDirectoryName(path) == directory)];

    public void SyncDirectory(string path) => Do("sync folder", path, () =>
    {
        foreach (var (file, content) in _files)
        {
            content.IsNameDurable |= Path.GetDirectoryName(file) == path;
        }
        return true;
    });

    private Content Find(string operation, string path) =>
        _files.TryGetValue(path, out var content) ? content : throw new StorageException(operation, path, NotFound);

    private T Do<T>(string operation, string path, Func<T> action)
    {
        lock (_gate)
        {
            Operations.Add($"{operation} {Path.GetFileName(path)}");
            var error = Fault(operation, path);
            return error == 0 ? action() : throw new StorageException(operation, path, error);
        }
    }

    private sealed class Content
    {
        public List<byte> Bytes = [];
        public byte[] Durable = [];
        public List<(long Offset, byte[] Bytes)> Unsynced = []; // empty bytes: cut to the offset
        public bool IsNameDurable;

        public byte[] AfterPowerCut(Func<bool> keep)
        {
            var bytes = Durable.ToList();
            foreach (var (offset, written) in Unsynced)
            {
                if (written.Length == 0)
                {
                    if (keep() && bytes.Count > offset)
                    {
                        bytes.RemoveRange((int)offset, bytes.Count - (int)offset);
                    }
                    continue;
                }
                for (var at = 0; at < written.Length;)
                {
                    var length = (int)Math.Min(written.Length - at, 512 - ((offset + at) % 512));
                    if (keep())
                    {
                        Put(bytes, offset + at, written.AsSpan(at, length));
                    }
                    at += length;
                }
            }
            return [.. bytes];
        }

        public static void Put(List<byte> bytes, long offset, ReadOnlySpan<byte> source)
        {
            while (bytes.Count < offset + source.Length)
            {
                bytes.Add(0);
            }
            source.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[(int)offset..]);
        }
    }

    private sealed class OpenFile(MemoryStorage storage, string path, Content content) : IStorageFile
    {
        public string Path => path;

        public long Length
        {
            get
            {
                lock (storage._gate)
                {
                    return content.Bytes.Count;
                }
            }
        }

        public int Read(Span<byte> destination, long offset)
        {
            lock (storage._gate)
            {
                var error = storage.Fault("read", path);
                if (error != 0)
                {
                    throw new StorageException("read", path, error);
                }
                var length = (int)Math.Clamp(content.Bytes.Count - offset, 0, destination.Length);
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content.Bytes).Slice((int)Math.Min(offset, content.Bytes.Count), length)
                    .CopyTo(destination);
                return length;
            }
        }

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            var bytes = source.ToArray();
            storage.Do("write", path, () =>
            {
                var length = (int)Math.Min(bytes.Length, storage.Space);
                storage.Space -= length;
                Content.Put(content.Bytes, offset, bytes.AsSpan(0, length));
                if (length > 0)
                {
                    content.Unsynced.Add((offset, bytes[..length]));
                }
                return length == bytes.Length ? true : throw new StorageException("write", path, NoSpace);
            });
        }

        public void Truncate(long length) => storage.Do("truncate", path, () =>
        {
            if (content.Bytes.Count > length)
            {
                content.Bytes.RemoveRange((int)length, content.Bytes.Count - (int)length);
            }
            content.Unsynced.Add((length, []));
            return true;
        });

        public void Sync() => storage.Do("sync", path, () =>
        {
            content.Durable = [.. content.Bytes];
            content.Unsynced.Clear();
            return true;
        });

        public void Dispose()
        {
        }
    }
}
