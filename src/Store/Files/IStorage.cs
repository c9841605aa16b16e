namespace StreamW2V.Store.Files;

/// <summary>
/// The file system as the store sees it: the one seam where tests inject faults. Every member throws <see cref="StorageException"/>
/// with the errno of the call that failed; nothing is made durable before the matching sync has returned.
/// </summary>
public interface IStorage
{
    /// <summary>Creates a file (mode 0600) for reading and writing; fails with EEXIST if the path exists.</summary>
    IStorageFile Create(string path);

    /// <summary>Opens an existing file.</summary>
    IStorageFile Open(string path, bool writable);

    /// <summary>
    /// Renames a file or folder in one atomic step; an existing file at the destination is replaced. Durable after the parent folder is
    /// synced.
    /// </summary>
    void Rename(string source, string destination);

    /// <summary>Removes one file.</summary>
    void DeleteFile(string path);

    /// <summary>Removes one empty folder; fails with ENOTEMPTY otherwise.</summary>
    void DeleteDirectory(string path);

    /// <summary>Creates a folder (mode 0700) and the parents it lacks; an existing folder is left as it is.</summary>
    void CreateDirectory(string path);

    /// <summary>
    /// Whether the path is anything but a folder. A path that cannot be examined (EACCES, EIO) throws rather than answering no.
    /// </summary>
    bool FileExists(string path);

    /// <summary>Whether the path is a folder. A path that cannot be examined (EACCES, EIO) throws rather than answering no.</summary>
    bool DirectoryExists(string path);

    /// <summary>Full paths of the files directly in a folder, in ordinal order.</summary>
    IReadOnlyList<string> Files(string directory);

    /// <summary>Full paths of the folders directly in a folder, in ordinal order.</summary>
    IReadOnlyList<string> Directories(string directory);

    /// <summary>
    /// Makes the names in a folder (creations, renames, removals) durable. Any failure is final: it must never be retried.
    /// </summary>
    void SyncDirectory(string path);
}
