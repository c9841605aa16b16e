using System.Runtime.InteropServices;
using StreamW2V.EndToEnd.Tests.Processes;

namespace StreamW2V.EndToEnd.Tests.Disks;

/// <summary>
/// A file system of its own, in a file, mounted. Its power can be cut: the kernel then drops all that it has not written to the file, journal of the
/// file system included, and answers every further call with an error, until it is mounted again.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    // EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN, which are the same number, _IOR('X', 125, __u32), and mean the same by 2: without flushing the journal.
    private const nuint GoDown = 0x8004587D;
    private const uint WithoutFlush = 2;
    private const int Directory = 0x10000;

    private readonly string _image;
    private readonly string _options;
    private bool _isMounted;

    /// <summary>Makes and mounts it.</summary>
    /// <param name="folder">Where its file and its mount point lie.</param>
    /// <param name="kind">ext4 or xfs.</param>
    /// <param name="megabytes">Its size; xfs needs 300.</param>
    public LoopDisk(string folder, string kind, int megabytes)
    {
        // ext4 commits every 5 s by itself, which would save what was never synced.
        _options = kind == "ext4" ? "loop,commit=300" : "loop";
        _image = System.IO.Path.Combine(folder, "disk.img");
        Path = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(folder, "disk")).FullName;
        Tools.Run("truncate", "-s", $"{megabytes}M", _image);
        if (kind == "xfs")
        {
            Tools.Run("mkfs.xfs", "-q", "-f", _image);
        }
        else
        {
            Tools.Run("mkfs.ext4", "-q", "-F", "-m", "0", _image);
        }

        Mount();
    }

    /// <summary>Its mount point.</summary>
    public string Path { get; }

    /// <summary>Bytes that a file may still take.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Cuts its power.</summary>
    public void Cut()
    {
        var folder = Open(Path, Directory, 0);
        Assert.True(folder >= 0, $"open {Path}: errno {Marshal.GetLastPInvokeError()}");
        var flags = WithoutFlush;
        var result = Control(folder, GoDown, ref flags);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(folder);
        Assert.True(result == 0, $"cutting the power of {Path}: errno {error}");
    }

    /// <summary>Gives it power again: what its file holds is recovered from the file system's journal.</summary>
    public void Remount()
    {
        Unmount();
        Mount();
    }

    /// <summary>Mounts it so that nothing can be written, or so that it can again.</summary>
    public void MakeReadOnly(bool isReadOnly) => Tools.Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isMounted)
        {
            // Lazily: what a test left behind must not hide why it failed.
            Tools.Run("umount", "-l", Path);
        }
    }

    private void Mount()
    {
        Tools.Run("mount", "-o", _options, _image, Path);
        _isMounted = true;
    }

    private void Unmount()
    {
        Tools.Run("umount", Path);
        _isMounted = false;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(int file, nuint request, ref uint argument);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
