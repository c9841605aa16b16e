using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Which inode it is. Enough to follow a file through renames while the program watches; not enough after it, because inodes are
/// reused and some file systems record no birth time, so <see cref="SourceIdentity"/> adds the content.
/// </summary>
/// <param name="Device">Device number.</param>
/// <param name="Inode">Inode number.</param>
/// <param name="BirthTime">Nanoseconds since 1970 (UTC), 0 where unknown.</param>
public readonly record struct FileKey(ulong Device, ulong Inode, long BirthTime)
{
    /// <summary>The key of a file from its status.</summary>
    public static FileKey Of(FileStatus status) => new(status.Device, status.Inode, status.BirthTime);
}
