using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamW2V.Store.Files;

/// <summary>A file through pread, pwrite and fdatasync, so that every error is seen.</summary>
internal sealed unsafe class PosixFile : IStorageFile
{
    private readonly SafeFileHandle _handle;
    private int _syncError;

    public PosixFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The descriptor, for mapping the file.</summary>
    public SafeFileHandle Handle => _handle;

    public string Path { get; }

    public long Length
    {
        get
        {
            long length = LibC.LSeek(_handle, 0, LibC.SeekEnd);
            return length >= 0 ? length : throw LibC.Failure("measure", Path);
        }
    }

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

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        fixed (byte* start = source)
        {
            // A short write is not an error: the disk may have filled, and the call that goes on says so.
            int written = 0;
            while (written < source.Length)
            {
                nint result = LibC.PWrite(_handle, start + written, (nuint)(source.Length - written), offset + written);
                if (result > 0)
                {
                    written += (int)result;
                }
                else if (result == 0)
                {
                    throw new StorageException("write", Path, Errno.IOError);
                }
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    throw LibC.Failure("write", Path);
                }
            }
        }
    }

    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        while (LibC.FTruncate(_handle, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw LibC.Failure("truncate", Path);
            }
        }
    }

    public void WriteBack(long offset, long length) => SyncRange(offset, length, LibC.WriteAndWait);

    /// <summary>Waits for what of a range is on its way to the disk, and starts nothing new.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">Bytes; 0 for all behind it.</param>
    /// <exception cref="StorageException">
    /// The disk has not taken something that was written to the file or to a mapping of it since it was opened: what is read of that may be what was there before.
    /// </exception>
    public void AwaitWriting(long offset, long length) => SyncRange(offset, length, LibC.WaitBefore);

    public void LeaveMemory(long offset, long length) => _ = LibC.PosixFAdvise(_handle, offset, length, LibC.DontNeed);

    public void Sync()
    {
        ThrowIfSyncFailed();

        // fdatasync also writes the length, which is all of the metadata that reading the bytes back needs.
        if (LibC.FDataSync(_handle) != 0)
        {
            _syncError = Marshal.GetLastPInvokeError();
            ThrowIfSyncFailed();
        }
    }

    public void Dispose() => _handle.Dispose();

    private void SyncRange(long offset, long length, uint flags)
    {
        ThrowIfSyncFailed();
        while (LibC.SyncFileRange(_handle, offset, length, flags) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is Errno.InvalidArgument or Errno.NotSupported or Errno.IllegalSeek)
            {
                return; // a file system that has no such call
            }

            if (error != Errno.Interrupted)
            {
                _syncError = error;
                ThrowIfSyncFailed();
            }
        }
    }

    private void ThrowIfSyncFailed()
    {
        if (_syncError != 0)
        {
            throw new StorageException("sync", Path, _syncError);
        }
    }
}
