using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// One writer per store: flock on <c>LOCK</c>, which the kernel drops when the process ends, however it ends. Inside stand pid and boot
/// id of the holder, for people. The file is never deleted: that would let two processes lock two files of one name.
/// </summary>
public sealed partial class StoreLock : IDisposable
{
    /// <summary>Its name within the store's folder.</summary>
    public const string FileName = "LOCK";

    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;

    private readonly SafeFileHandle _handle;

    private StoreLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock of a store's folder.</summary>
    /// <exception cref="StoreLockedException">Another process, or another opening in this one, holds it.</exception>
    /// <exception cref="StorageException">The file cannot be made, or the file system has no locks.</exception>
    public static StoreLock Take(string storePath)
    {
        string path = Path.Combine(storePath, FileName);
        var handle = LibC.Open("open", path, LibC.ReadWrite | LibC.CreateIfMissing, 0x180);
        try
        {
            while (FLock(handle, Exclusive | NonBlocking) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == Errno.WouldBlock)
                {
                    throw new StoreLockedException(
                        $"store '{storePath}' is being written by {Holder(handle, path)}; stop it, or wait until it has ended");
                }

                if (error != Errno.Interrupted)
                {
                    throw new StorageException("lock", path, error);
                }
            }

            using var file = new PosixFile(path, new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false));
            file.Truncate(0);
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {BootId()}\n")), 0);
            return new StoreLock(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        // Closing is not enough: a child process that is just being started has the descriptor, too, until it becomes its own program.
        if (!_handle.IsClosed)
        {
            _ = FLock(_handle, Unlock);
        }

        _handle.Dispose();
    }

    private static string Holder(SafeFileHandle handle, string path)
    {
        using var file = new PosixFile(path, new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false));
        byte[] bytes = new byte[128];
        string content = Encoding.ASCII.GetString(bytes, 0, file.ReadFully(bytes, 0));
        string[] parts = content.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !parts[0].All(char.IsAsciiDigit))
        {
            return "another process";
        }

        return parts[1] == BootId() ? $"process {parts[0]}" : $"process {parts[0]} of another machine";
    }

    private static string BootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A sandbox without /proc: the lock works as well, its message is less precise.
            return "unknown";
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);
}
