namespace StreamW2V.TestKit.Disks;

/// <summary>A file or folder of a <see cref="SimulatedDisk"/>: as it was when recording began, and as it is now.</summary>
internal sealed class DiskNode
{
    private readonly byte[] _start;

    public DiskNode(bool isFolder, byte[]? content = null)
    {
        _start = content ?? [];
        Entries = isFolder ? new(StringComparer.Ordinal) : null;
        Content = new DiskBytes(_start);
    }

    /// <summary>What a folder holds now; null for a file.</summary>
    public SortedDictionary<string, DiskNode>? Entries { get; }

    /// <summary>What a folder held when recording began; null for one that was not there.</summary>
    public SortedDictionary<string, DiskNode>? StartEntries { get; private set; }

    /// <summary>What a file holds now.</summary>
    public DiskBytes Content { get; }

    /// <summary>What a file held when recording began.</summary>
    public ReadOnlySpan<byte> Start => _start;

    /// <summary>Changes of the content that no sync has made durable yet, by number.</summary>
    public List<int> Pending { get; } = [];

    /// <summary>Takes the entries of now for those of the start.</summary>
    public void KeepStart()
    {
        if (Entries is not null)
        {
            StartEntries = new(Entries, StringComparer.Ordinal);
            foreach (var node in Entries.Values)
            {
                node.KeepStart();
            }
        }
    }
}
