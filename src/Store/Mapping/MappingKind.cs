using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>Where the rows of a writable matrix live.</summary>
public enum MappingKind
{
    /// <summary>
    /// A private copy-on-write mapping of the file: opening costs nothing, a page is copied when it is first written, the file never
    /// changes. Rows that no file has are in transparent huge pages, where those are of 2 MiB.
    /// </summary>
    Private,

    /// <summary>
    /// The file read into transparent huge pages: fewer address-translation misses for rows that come from it, all of the rows in memory.
    /// </summary>
    Huge,

    /// <summary>
    /// A shared mapping of a scratch file without a name, the file copied in: the kernel writes rows out and drops them where memory is
    /// short, so a matrix may be larger than memory, at the price of the disk's speed. The first rows may stay in memory
    /// (<see cref="MatrixPlacement.StayingRows"/>): rows in use all the time would be written again and again.
    /// </summary>
    /// <remarks>
    /// A page of a mapped file for which the disk has no room is SIGBUS, the end of the process, and not an error. So the disk's blocks are
    /// taken beforehand, by <see cref="IRowMatrix.Allocate"/>, where a full disk is a <see cref="StorageException"/>. What remains is the
    /// end of the process on a read error of the disk, and on a full disk with file systems that write to new places (btrfs, ZFS) or
    /// whose promise of space is not kept (thin volumes).
    /// </remarks>
    Shared,
}
