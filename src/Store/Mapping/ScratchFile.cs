using System.Globalization;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// A file that has no name any more, so that its space is free again when the process ends, however it ends. It is as long as it will
/// ever be and has no blocks at first.
/// </summary>
internal sealed class ScratchFile : IDisposable
{
    // Blocks are taken this many bytes at a time: seldom enough to cost nothing, and little on the disk for a small model.
    private const long StepBytes = 16 << 20;

    private static int s_last;

    private readonly PosixFile _file;
    private readonly PosixFile _witness; // the kernel tells each descriptor of an error once, and that one is asked by nobody else
    private readonly long _length;
    private long _allocated;
    private long _settled;

    private ScratchFile(PosixFile file, PosixFile witness, long length)
    {
        _file = file;
        _witness = witness;
        _length = length;
    }

    /// <summary>The file, for mapping it and for writing rows in.</summary>
    public PosixFile File => _file;

    /// <summary>Makes the file in a folder and takes its name away.</summary>
    /// <exception cref="StorageException">A system call failed; the path is that of the file, in the folder.</exception>
    public static ScratchFile Create(string folder, long length)
    {
        var file = CreateFile(folder);
        PosixFile? witness = null;
        try
        {
            // Before it has a length: a process killed just before leaves an empty file, which harms nothing.
            witness = (PosixFile)PosixStorage.Instance.Open(file.Path, writable: false);
            PosixStorage.Instance.DeleteFile(file.Path);
            file.Truncate(length);
            return new ScratchFile(file, witness, length);
        }
        catch
        {
            witness?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes blocks for the first <paramref name="bytes"/>. Not thread-safe for bytes that were not asked for before; it never harms what
    /// is written at the same time.
    /// </summary>
    /// <exception cref="StorageException">There is no space; what was there before stays as it was.</exception>
    public void Allocate(long bytes)
    {
        long allocated = Volatile.Read(ref _allocated);
        if (bytes <= allocated)
        {
            return;
        }

        // Steps start where no row is in use yet: the C library may allocate by writing where a file system cannot.
        long end = Math.Min(_length, (bytes + StepBytes - 1) / StepBytes * StepBytes);
        int error;
        while ((error = LibC.PosixFAllocate(_file.Handle, allocated, end - allocated)) == Errno.Interrupted)
        {
        }

        if (error != 0)
        {
            throw new StorageException("allocate rows in", _file.Path, error);
        }

        Settle(allocated);
        Volatile.Write(ref _allocated, end);
    }

    /// <summary>
    /// Starts to write what rows were put in one after the other up to here, and waits for what was written this way before: so a file larger than a memory limit is filled at
    /// the speed of the disk, without a limit full of dirty pages.
    /// </summary>
    /// <exception cref="StorageException">As for <see cref="RequireWritten"/>.</exception>
    public void Settle(long bytes)
    {
        while (bytes - _settled >= StepBytes)
        {
            _file.AwaitWriting(Math.Max(0, _settled - StepBytes), StepBytes);
            LibC.StartWriting(_file.Handle, _settled, StepBytes);
            _settled += StepBytes;
        }
    }

    /// <summary>
    /// To be called after rows were read and before anything counts on them: where the disk has refused a page, the kernel drops it from memory as if it had been written, and later reads find what was there before.
    /// </summary>
    /// <exception cref="StorageException">The disk has refused some of what was written here; a failed sync.</exception>
    public void RequireWritten() => _witness.AwaitWriting(0, 0);

    public void Dispose()
    {
        _witness.Dispose();
        _file.Dispose();
    }

    // A process that was killed between creating and deleting has left a name that may come up again.
    private static PosixFile CreateFile(string folder)
    {
        while (true)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"scratch-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}");
            try
            {
                return (PosixFile)PosixStorage.Instance.Create(Path.Combine(folder, name));
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.Exists)
            {
            }
        }
    }
}
