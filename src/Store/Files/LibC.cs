using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamW2V.Store.Files;

/// <summary>
/// The system calls of the store. They are called directly because .NET 10 ignores the result of fsync, cannot open a folder for
/// syncing, and takes a lock that fails for a lock that is free. All but one leave errno in <see cref="Marshal.GetLastPInvokeError"/>.
/// </summary>
internal static unsafe partial class LibC
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int CreateNew = 0x40 | 0x80;
    public const int CreateIfMissing = 0x40;
    public const int CloseOnExec = 0x80000;
    public const int SeekEnd = 2;

    /// <summary>sync_file_range: wait for earlier write-back of the range, start it, wait for it.</summary>
    public const uint WriteAndWait = 1 | 2 | 4;

    /// <summary>sync_file_range: wait for earlier write-back of the range.</summary>
    public const uint WaitBefore = 1;

    /// <summary>posix_fadvise: the range will not be read soon.</summary>
    public const int DontNeed = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenRaw(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint PRead(SafeFileHandle file, byte* destination, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint PWrite(SafeFileHandle file, byte* source, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int FTruncate(SafeFileHandle file, long length);

    /// <summary>Returns the error number and leaves errno alone.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    public static partial int PosixFAllocate(SafeFileHandle file, long offset, long length);

    /// <summary>Returns the error number and leaves errno alone.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int PosixFAdvise(SafeFileHandle file, long offset, long length, int advice);

    /// <summary>With <paramref name="who"/> 0 that of the calling thread; returns −1 where it is refused.</summary>
    [LibraryImport("libc", EntryPoint = "setpriority")]
    public static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long LSeek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string source, string destination);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RmDir(string path);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MkDir(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    public static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    /// <summary>
    /// Starts to write the changed pages of a range, for speed alone: it makes nothing durable. It waits where the disk's queue is full. <see cref="PosixFile.AwaitWriting"/> tells whether the disk took them.
    /// </summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length)
    {
        const uint Write = 2;
        _ = SyncFileRange(file, offset, length, Write);
    }

    /// <summary>Opens a path close-on-exec, retrying EINTR; throws with the errno otherwise.</summary>
    public static SafeFileHandle Open(string operation, string path, int flags, uint mode = 0)
    {
        while (true)
        {
            int descriptor = OpenRaw(path, flags | CloseOnExec, mode);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw new StorageException(operation, path, error);
            }
        }
    }

    /// <summary>The exception for the errno of the last call.</summary>
    public static StorageException Failure(string operation, string path) => new(operation, path, Marshal.GetLastPInvokeError());
}
