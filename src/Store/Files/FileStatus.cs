namespace StreamW2V.Store.Files;

/// <summary>What the file system says about one path or open file, as of one statx call.</summary>
/// <param name="Kind">What the path is.</param>
/// <param name="Device">Device number, major in the upper 32 bits.</param>
/// <param name="Inode">Inode number, unique on the device while the file lives, and reused after it.</param>
/// <param name="BirthTime">When the inode was made, in nanoseconds since 1970 (UTC); 0 where the file system does not record it.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="ModifiedTime">When the content last changed, in nanoseconds since 1970 (UTC).</param>
public readonly record struct FileStatus(FileKind Kind, ulong Device, ulong Inode, long BirthTime, long Size, long ModifiedTime);
