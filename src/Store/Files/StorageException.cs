using System.Runtime.InteropServices;

namespace StreamW2V.Store.Files;

/// <summary>A system call of the store failed. The program ends with exit code 74 unless the caller can wait for space.</summary>
public sealed class StorageException : IOException
{
    /// <summary>Describes the failure of one call.</summary>
    /// <param name="operation">The verb, as in "write" or "sync".</param>
    /// <param name="path">What it was applied to.</param>
    /// <param name="errorNumber">errno, as the system numbers it.</param>
    /// <param name="destination">The second path of a rename.</param>
    public StorageException(string operation, string path, int errorNumber, string? destination = null)
        : base(
            $"cannot {operation} '{path}'{(destination is null ? "" : $" to '{destination}'")}: "
            + $"{Marshal.GetPInvokeErrorMessage(errorNumber)} (errno {errorNumber}); {Remedy(operation, errorNumber)}")
    {
        Operation = operation;
        Path = path;
        ErrorNumber = errorNumber;
    }

    /// <summary>The verb of the call that failed, as in "write" or "sync".</summary>
    public string Operation { get; }

    /// <summary>The file or folder it was applied to.</summary>
    public string Path { get; }

    /// <summary>errno of the call.</summary>
    public int ErrorNumber { get; }

    /// <summary>
    /// True when the file system has no room left (ENOSPC) or the user's quota is used up (EDQUOT): worth waiting for, unlike any other
    /// error.
    /// </summary>
    public bool IsOutOfSpace => ErrorNumber is Errno.NoSpace or Errno.QuotaExceeded;

    /// <summary>
    /// True when a sync failed. What was written before may be lost although a later sync succeeds, so it is never tried again: the process ends, and the next
    /// one starts from what was durable.
    /// </summary>
    public bool IsFailedSync => Operation.StartsWith("sync", StringComparison.Ordinal);

    /// <summary>True when the medium does not give back what was read from it (EIO): damage like a wrong checksum. Other errors say nothing about a file.</summary>
    public bool IsUnreadable => ErrorNumber == Errno.IOError && Operation is ("read" or "open" or "measure" or "examine");

    private static string Remedy(string operation, int errorNumber) => errorNumber switch
    {
        Errno.NoSpace => "free space on that file system",
        Errno.QuotaExceeded => "free space or raise the quota of this user",
        Errno.AccessDenied or Errno.NotPermitted => "check the owner and permissions of the path",
        Errno.ReadOnlyFileSystem => "remount the file system writable",
        Errno.TooManyOpenFiles => "raise the limit of open files (ulimit -n)",
        Errno.OutOfMemory => "free memory, or raise the limit of mapped memory (ulimit -v, vm.max_map_count)",
        Errno.NotFound => "check that the path exists",
        _ when operation.StartsWith("sync", StringComparison.Ordinal) =>
            "check the disk, then restart: recovery starts from what was durable before",
        _ => "check the disk and the system log",
    };
}
