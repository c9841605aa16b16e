namespace StreamW2V.TestKit.Disks;

/// <summary>What a <see cref="DiskChange"/> is.</summary>
internal enum DiskChangeKind
{
    /// <summary>A file or folder got a name.</summary>
    Link,

    /// <summary>A name was removed.</summary>
    Unlink,

    /// <summary>A name was moved, in place of another if there was one.</summary>
    Rename,

    /// <summary>Bytes were written.</summary>
    Write,

    /// <summary>The length was set.</summary>
    Truncate,

    /// <summary>A file's content and length became durable.</summary>
    SyncFile,

    /// <summary>A folder's names became durable.</summary>
    SyncFolder,

    /// <summary>Bytes went bad on the disk itself: they are so in every state from here on.</summary>
    Decay,
}
