using StreamW2V.Store.Files;

namespace StreamW2V.TestKit.Disks;

/// <summary>
/// A file system in memory that records every call which changes something, so that <see cref="CrashPoint"/> can tell what a power cut may leave of
/// them, and that fails calls on demand. For one thread. Paths are absolute.
/// </summary>
public sealed class SimulatedDisk : IStorage
{
    private const int NotFound = 2;
    private const int Exists = 17;
    private const int NotAFolder = 20;
    private const int IsAFolder = 21;
    private const int NotEmpty = 39;

    private readonly List<DiskChange> _changes = [];

    /// <summary>A disk that holds what is in an image, all of it durable.</summary>
    public SimulatedDisk(DiskImage start)
    {
        foreach (var (path, content) in start.Entries)
        {
            var (folder, name) = Place("start", path);
            folder.Entries!.Add(name, new DiskNode(content is null, content));
        }

        Root.KeepStart();
    }

    /// <summary>Asked before each call; a fault makes it fail.</summary>
    public Func<DiskCall, DiskFault?>? Faults { get; set; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>How many changes and syncs were recorded: where a crash may strike.</summary>
    public int Changes => _changes.Count;

    /// <summary>Files that are open.</summary>
    public int OpenFiles { get; internal set; }

    /// <summary>The fault of the call that failed last.</summary>
    internal DiskFault LastFault { get; private set; }

    internal DiskNode Root { get; } = new(isFolder: true);

    internal IReadOnlyList<DiskChange> Log => _changes;

    /// <summary>Everything as programs see it now: what a killed process leaves.</summary>
    public DiskImage Now()
    {
        var image = new DiskImage();
        Add(Root, "");
        return image;

        void Add(DiskNode folder, string path)
        {
            foreach (var (name, node) in folder.Entries!)
            {
                if (node.Entries is null)
                {
                    image.Put($"{path}/{name}", node.Content.ToArray());
                }
                else
                {
                    image.AddFolder($"{path}/{name}");
                    Add(node, $"{path}/{name}");
                }
            }
        }
    }

    /// <summary>Turns over the bits of a byte of a file, on the disk itself.</summary>
    public void Decay(string path, int offset)
    {
        var node = Find("decay", path);
        var bytes = new[] { (byte)~node.Content.Span[offset] };
        node.Content.Write(bytes, offset);
        Record(new DiskChange(DiskChangeKind.Decay, node) { Offset = offset, Bytes = bytes });
    }

    /// <inheritdoc/>
    public IStorageFile Create(string path)
    {
        Fail("create", path);
        var (folder, name) = Place("create", path);
        var node = new DiskNode(isFolder: false);
        if (!folder.Entries!.TryAdd(name, node))
        {
            throw new StorageException("create", path, Exists);
        }

        Record(new DiskChange(DiskChangeKind.Link, node) { Place = (folder, name) });
        OpenFiles++;
        return new SimulatedFile(this, path, node, writable: true);
    }

    /// <inheritdoc/>
    public IStorageFile Open(string path, bool writable)
    {
        Fail("open", path);
        var node = Find("open", path);
        if (node.Entries is not null)
        {
            throw new StorageException("open", path, IsAFolder);
        }

        OpenFiles++;
        return new SimulatedFile(this, path, node, writable);
    }

    /// <inheritdoc/>
    public void Rename(string source, string destination)
    {
        Fail("rename", source);
        var from = Place("rename", source);
        var to = Place("rename", destination);
        var node = Find("rename", source);
        if (to.Folder.Entries!.TryGetValue(to.Name, out var replaced) && replaced.Entries is { Count: > 0 })
        {
            throw new StorageException("rename", source, NotEmpty, destination);
        }

        from.Folder.Entries!.Remove(from.Name);
        to.Folder.Entries[to.Name] = node;
        Record(new DiskChange(DiskChangeKind.Rename, node) { Place = from, Destination = to });
    }

    /// <inheritdoc/>
    public void DeleteFile(string path) => Remove("delete", path, isFolder: false);

    /// <inheritdoc/>
    public void DeleteDirectory(string path) => Remove("delete folder", path, isFolder: true);

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        Fail("create folder", path);
        var (folder, name) = Place("create folder", path);
        if (folder.Entries!.TryGetValue(name, out var there))
        {
            _ = there.Entries ?? throw new StorageException("create folder", path, Exists);
            return;
        }

        var node = new DiskNode(isFolder: true);
        folder.Entries.Add(name, node);
        Record(new DiskChange(DiskChangeKind.Link, node) { Place = (folder, name) });
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        Fail("examine", path);
        return TryFind(path) is { Entries: null };
    }

    /// <inheritdoc/>
    public bool DirectoryExists(string path)
    {
        Fail("examine", path);
        return TryFind(path) is { Entries: not null };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string directory) => List(directory, folders: false);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => List(directory, folders: true);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        Fail("sync folder", path);
        var node = Find("sync folder", path);
        Record(new DiskChange(DiskChangeKind.SyncFolder, node));
    }

    /// <summary>Counts a call, and throws what <see cref="Faults"/> says; returns a fault that is no error.</summary>
    internal DiskFault? Fail(string operation, string path)
    {
        var fault = Faults?.Invoke(new DiskCall(Calls, operation, path));
        Calls++;
        LastFault = fault ?? default;
        return fault is { ErrorNumber: > 0 and var error } ? throw new StorageException(operation, path, error) : fault;
    }

    internal void Record(DiskChange change) => _changes.Add(change);

    internal void RecordPending(DiskChange change)
    {
        change.Node.Pending.Add(_changes.Count);
        _changes.Add(change);
    }

    /// <summary>A sync has failed: what it was to make durable never will be.</summary>
    internal void Drop(DiskNode node)
    {
        foreach (var change in node.Pending)
        {
            _changes[change].CanBecomeDurable = false;
        }

        node.Pending.Clear();
    }

    private string[] List(string directory, bool folders)
    {
        Fail("list", directory);
        var entries = Find("list", directory).Entries ?? throw new StorageException("list", directory, NotAFolder);
        return [.. entries.Where(entry => entry.Value.Entries is not null == folders).Select(entry => $"{directory}/{entry.Key}")];
    }

    private void Remove(string operation, string path, bool isFolder)
    {
        Fail(operation, path);
        var (folder, name) = Place(operation, path);
        var node = Find(operation, path);
        if (node.Entries is not null != isFolder || node.Entries is { Count: > 0 })
        {
            throw new StorageException(operation, path, !isFolder ? IsAFolder : node.Entries is null ? NotAFolder : NotEmpty);
        }

        folder.Entries!.Remove(name);
        Record(new DiskChange(DiskChangeKind.Unlink, node) { Place = (folder, name) });
    }

    private DiskNode Find(string operation, string path) => TryFind(path) ?? throw new StorageException(operation, path, NotFound);

    private DiskNode? TryFind(string path)
    {
        var node = Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node.Entries is null || !node.Entries.TryGetValue(name, out var next))
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    private (DiskNode Folder, string Name) Place(string operation, string path) =>
        TryFind(Path.GetDirectoryName(path)!) is { Entries: not null } folder
            ? (folder, Path.GetFileName(path))
            : throw new StorageException(operation, path, NotFound);
}
