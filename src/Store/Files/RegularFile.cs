using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamW2V.Store.Files;

/// <summary>
/// A regular file that somebody else writes, open for reading. Opening never blocks and never follows a link unless asked to: a FIFO
/// or a device in a watched folder would otherwise hang the reader or act on the device. .NET offers neither the flags nor the inode
/// and birth time, which tell a renamed file from a new one.
/// </summary>
public sealed unsafe partial class RegularFile : IDisposable
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicFieldsAndBirth = 0xFFF;
    private const uint BirthField = 0x800;
    private const int StatusBytes = 256;
    private const int NonBlocking = 0x800;
    private const int TooManyLinks = 40;          // ELOOP, which open also returns for a link under O_NOFOLLOW
    private const int InvalidArgument = 22;

    // O_NOFOLLOW is one of the few flags that differ between processors.
    private static readonly int OpenNoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    private readonly SafeFileHandle _handle;

    private RegularFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The path it was opened by; it may have been renamed since.</summary>
    public string Path { get; }

    /// <summary>
    /// Opens a regular file for reading, or returns null and the errno: ELOOP for a link, EINVAL for anything else that is no regular
    /// file.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="followLinks">True to open what a symbolic link points at.</param>
    /// <param name="error">errno of the failed call, or 0.</param>
    public static RegularFile? TryOpen(string path, bool followLinks, out int error)
    {
        // Asking first keeps a device from being opened at all; asking again after opening closes the gap between the two calls.
        if (TryGetStatus(path, followLinks, out error) is not { } before)
        {
            return null;
        }

        if (before.Kind != FileKind.Regular)
        {
            error = before.Kind == FileKind.Link ? TooManyLinks : InvalidArgument;
            return null;
        }

        int flags = NonBlocking | LibC.ReadOnly | LibC.CloseOnExec | (followLinks ? 0 : OpenNoFollow);
        int descriptor;
        do
        {
            fixed (byte* bytes = Terminated(path))
            {
                descriptor = OpenForReading(bytes, flags, 0);
            }

            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Errno.Interrupted);

        if (error != 0)
        {
            return null;
        }

        var file = new RegularFile(path, new SafeFileHandle(descriptor, ownsHandle: true));
        try
        {
            if (file.Status().Kind == FileKind.Regular)
            {
                return file;
            }

            error = InvalidArgument;
        }
        catch (StorageException failure)
        {
            error = failure.ErrorNumber;
        }

        file.Dispose();
        return null;
    }

    /// <summary>The status of a path, or null and the errno.</summary>
    /// <param name="path">Any path.</param>
    /// <param name="followLinks">True for the status of what a symbolic link points at; false for that of the link.</param>
    /// <param name="error">errno of the failed call, or 0.</param>
    public static FileStatus? TryGetStatus(string path, bool followLinks, out int error)
    {
        byte* status = stackalloc byte[StatusBytes];
        fixed (byte* bytes = Terminated(path))
        {
            if (StatusOfPath(CurrentDirectory, bytes, followLinks ? 0 : NoFollow, BasicFieldsAndBirth, status) != 0)
            {
                error = Marshal.GetLastPInvokeError();
                return null;
            }
        }

        error = 0;
        return Decode(new ReadOnlySpan<byte>(status, StatusBytes));
    }

    /// <summary>The status of the open file, whatever its path is by now.</summary>
    /// <exception cref="StorageException">The file system refused to answer.</exception>
    public FileStatus Status()
    {
        byte* status = stackalloc byte[StatusBytes];
        return StatusOfFile(_handle, "", EmptyPath, BasicFieldsAndBirth, status) == 0
            ? Decode(new ReadOnlySpan<byte>(status, StatusBytes))
            : throw LibC.Failure("examine", Path);
    }

    /// <summary>Reads up to <paramref name="destination"/>.Length bytes at a byte offset; 0 at the end of the file.</summary>
    /// <exception cref="StorageException">The read failed, as with EIO.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        fixed (byte* start = destination)
        {
            while (true)
            {
                nint read = LibC.PRead(_handle, start, (nuint)destination.Length, offset);
                if (read >= 0)
                {
                    return (int)read;
                }

                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    throw LibC.Failure("read", Path);
                }
            }
        }
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>A path as the system takes it: its bytes, ended by NUL.</summary>
    internal static byte[] Terminated(string path)
    {
        byte[] bytes = PathText.Encode(path);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }

    // struct statx of the kernel, the same on every processor: mask u32 at 0, mode u16 at 28, ino u64 at 32, size u64 at 40,
    // btime at 80 and mtime at 112 (seconds s64, nanoseconds u32), device major and minor u32 at 136 and 140.
    private static FileStatus Decode(ReadOnlySpan<byte> status)
    {
        uint mask = Field32(status, 0);
        var kind = (BinaryPrimitives.ReadUInt16LittleEndian(status[28..]) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
        ulong device = ((ulong)Field32(status, 136) << 32) | Field32(status, 140);
        long birth = (mask & BirthField) != 0 ? Time(status[80..]) : 0;
        return new FileStatus(kind, device, Field64(status, 32), birth, (long)Field64(status, 40), Time(status[112..]));
    }

    private static uint Field32(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(status[offset..]);

    private static ulong Field64(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(status[offset..]);

    private static long Time(ReadOnlySpan<byte> field) =>
        unchecked((BinaryPrimitives.ReadInt64LittleEndian(field) * 1_000_000_000) + Field32(field, 8));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenForReading(byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatusOfPath(int directory, byte* path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOfFile(SafeFileHandle file, string path, int flags, uint mask, byte* status);
}
