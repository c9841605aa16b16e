namespace StreamW2V.TestKit.Disks;

/// <summary>One call that changed something, or made a change durable.</summary>
internal sealed record DiskChange(DiskChangeKind Kind, DiskNode Node)
{
    /// <summary>The place that a name was given or taken at; of a rename the old one.</summary>
    public (DiskNode Folder, string Name) Place { get; init; }

    /// <summary>The new place of a rename.</summary>
    public (DiskNode Folder, string Name) Destination { get; init; }

    /// <summary>Where a write starts, or the length that a file was cut to.</summary>
    public int Offset { get; init; }

    /// <summary>What was written.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>False once a sync has failed that should have made it durable: the kernel has dropped it, and no later sync brings it back.</summary>
    public bool CanBecomeDurable { get; set; } = true;
}
