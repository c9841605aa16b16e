namespace StreamW2V.TestKit.Disks;

/// <summary>A state after a crash, as it is put together change by change.</summary>
internal sealed class CrashedDisk(CrashTail tail)
{
    private readonly Dictionary<DiskNode, SortedDictionary<string, DiskNode>> _entries = [];
    private readonly Dictionary<DiskNode, DiskBytes> _contents = [];
    private readonly Dictionary<DiskNode, int> _issued = [];
    private readonly HashSet<(DiskNode, string)> _held = [];
    private byte[] _stale = [];

    /// <summary>
    /// Gives or takes a name. A change that is not durable happens only if all before it at that name have; returns whether it has.
    /// </summary>
    public bool Set((DiskNode Folder, string Name) place, DiskNode? node, bool isDurable, bool kept)
    {
        if (!isDurable && (!kept || _held.Contains(place)))
        {
            _held.Add(place);
            return false;
        }

        _held.Remove(place);
        var entries = Entries(place.Folder);
        if (node is null)
        {
            entries.Remove(place.Name);
        }
        else
        {
            entries[place.Name] = node;
        }

        return true;
    }

    /// <summary>A rename in one step: both names change or none.</summary>
    public void Move(DiskChange change, bool isDurable, bool kept)
    {
        if (!isDurable && (!kept || _held.Contains(change.Place) || _held.Contains(change.Destination)))
        {
            _held.Add(change.Place);
            _held.Add(change.Destination);
            return;
        }

        Set(change.Place, null, isDurable: true, kept: true);
        Set(change.Destination, change.Node, isDurable: true, kept: true);
    }

    public bool Holds((DiskNode Folder, string Name) place, DiskNode node) =>
        !_held.Contains(place) && Entries(place.Folder).TryGetValue(place.Name, out var there) && there == node;

    public void Write(DiskNode node, int offset, ReadOnlySpan<byte> bytes, bool isDurable)
    {
        Content(node).Write(bytes, offset, !isDurable && tail == CrashTail.Stale ? _stale : default);
        if (_stale.Length < node.Start.Length)
        {
            _stale = node.Start.ToArray();
        }

        if (bytes.Length > _stale.Length)
        {
            _stale = bytes.ToArray();
        }
    }

    /// <summary>Notes the length that a write would give the file.</summary>
    public void Issue(DiskNode node, int length) => _issued[node] = Math.Max(length, _issued.GetValueOrDefault(node));

    public void Cut(DiskNode node, int length, bool kept)
    {
        if (kept)
        {
            Content(node).SetLength(length);
            _issued[node] = length;
        }
    }

    public DiskImage Image(DiskNode root)
    {
        var image = new DiskImage();
        Add(image, root, "");
        return image;
    }

    private void Add(DiskImage image, DiskNode folder, string path)
    {
        foreach (var (name, node) in Entries(folder))
        {
            if (node.Entries is null)
            {
                image.Put($"{path}/{name}", Content(node, Math.Max(_issued.GetValueOrDefault(node), 0)));
            }
            else
            {
                image.AddFolder($"{path}/{name}");
                Add(image, node, $"{path}/{name}");
            }
        }
    }

    private byte[] Content(DiskNode node, int issued)
    {
        var content = Content(node);
        if (tail != CrashTail.None && issued > content.Length)
        {
            content.SetLength(issued, tail == CrashTail.Stale ? _stale : default);
        }

        return content.ToArray();
    }

    private DiskBytes Content(DiskNode node)
    {
        if (!_contents.TryGetValue(node, out var content))
        {
            _contents.Add(node, content = new DiskBytes(node.Start));
        }

        return content;
    }

    private SortedDictionary<string, DiskNode> Entries(DiskNode folder)
    {
        if (!_entries.TryGetValue(folder, out var entries))
        {
            _entries.Add(folder, entries = folder.StartEntries is { } start
                ? new(start, StringComparer.Ordinal) : new(StringComparer.Ordinal));
        }

        return entries;
    }
}
