using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>A reserved run of addresses. It has no finalizer on purpose: see <see cref="MappedMatrix"/>.</summary>
internal sealed unsafe partial class AddressRange : IDisposable
{
    private const int HugePageBytes = 2 << 20;
    private const int UsualPageBytes = 4096;
    private const int NoAccess = 0;
    private const int ReadAccess = 1;
    private const int WriteAccess = 2;
    private const int SharedMapping = 1;
    private const int PrivateMapping = 2;
    private const int FixedAddress = 0x10;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;
    private const int AdviseRandom = 1;
    private const int AdviseWillNeed = 3;
    private const int AdviseHugePage = 14;
    private const int AdvisePopulateRead = 22;
    private const int AdvisePopulateWrite = 23;

    private readonly string _name;
    private readonly nuint _mapped;
    private nint _start;

    private AddressRange(nint start, nuint mapped, nuint alignment, string name)
    {
        _start = start;
        _mapped = mapped;
        _name = name;
        Origin = (byte*)(((nuint)start + alignment - 1) / alignment * alignment);
    }

    /// <summary>The first usable byte, aligned as asked.</summary>
    public byte* Origin { get; }

    /// <summary>Reserves zero bytes that cost nothing until they are written, whatever the machine's memory.</summary>
    public static AddressRange Reserve(long bytes, int alignment, string name) => Reserve(bytes, alignment, ReadAccess | WriteAccess, name);

    /// <summary>
    /// The same in transparent huge pages of 2 MiB, from the start of one on: fewer address translations are missed. A kernel that has none is slower and no less right. Where pages are larger than 4 KiB (Arm64), huge ones are
    /// of 32 or 512 MiB, which is too much to take for a row: none are asked for there.
    /// </summary>
    public static AddressRange ReserveHuge(long bytes, string name)
    {
        var range = Reserve(bytes, HugePageBytes, name);
        if (Environment.SystemPageSize == UsualPageBytes)
        {
            _ = MAdvise((nint)range.Origin, (nuint)bytes, AdviseHugePage);
        }

        return range;
    }

    /// <summary>
    /// Maps bytes of a file for writing to it, without reading around the page that is asked for: the rows of a batch are all over the
    /// matrix. The advice comes before the first access, since it does not undo what was read ahead. The first <paramref name="staying"/>
    /// bytes, whole pages, are zero bytes in memory instead.
    /// </summary>
    public static AddressRange MapShared(SafeFileHandle file, long bytes, long staying, string name)
    {
        // Addresses only: what is never private memory is not to count as such where the machine does not overcommit.
        var range = Reserve(bytes, Environment.SystemPageSize, NoAccess, name);
        try
        {
            range.OverlayMemory(0, staying);
            range.OverlayShared(file, staying, bytes, name);
            return range;
        }
        catch
        {
            range.Dispose();
            throw;
        }
    }

    /// <summary>Maps bytes of a file for reading only.</summary>
    public static AddressRange MapReadOnly(SafeFileHandle file, long offset, long bytes, string name)
    {
        nint start = MMapFile(0, (nuint)bytes, ReadAccess, PrivateMapping | NoReserve, file, offset);
        return start != -1 ? new AddressRange(start, (nuint)bytes, 1, name) : throw LibC.Failure("map", name);
    }

    /// <summary>
    /// Puts a private mapping of a file over the head of the range, in one step: what was there is dropped. A failure may leave a hole
    /// in the range, so the process must not go on using it.
    /// </summary>
    public void Overlay(SafeFileHandle file, long offset, long bytes, string path)
    {
        const int Flags = PrivateMapping | FixedAddress | NoReserve;
        if (MMapFile((nint)Origin, (nuint)bytes, ReadAccess | WriteAccess, Flags, file, offset) == -1)
        {
            throw LibC.Failure("map", path);
        }
    }

    /// <summary>Puts zero bytes in memory over a part of the range, whole pages, in one step; what was there is dropped. A failure may leave a hole in the range.</summary>
    public void OverlayMemory(long offset, long bytes)
    {
        const int Flags = PrivateMapping | Anonymous | FixedAddress | NoReserve;
        if (bytes > 0 && MMap((nint)(Origin + offset), (nuint)bytes, ReadAccess | WriteAccess, Flags, -1, 0) == -1)
        {
            throw LibC.Failure($"take {bytes} bytes of memory for", _name);
        }
    }

    /// <summary>
    /// Puts a mapping for writing to a file over the range from an offset on, in one step and as <see cref="MapShared"/> makes it; what was there is dropped. A failure may leave a hole in the range.
    /// </summary>
    /// <param name="file">The file; bytes of the range have the same offset in it.</param>
    /// <param name="offset">Where it begins: the start of a page.</param>
    /// <param name="bytes">Bytes of the whole range.</param>
    /// <param name="name">For the message.</param>
    public void OverlayShared(SafeFileHandle file, long offset, long bytes, string name)
    {
        const int Flags = SharedMapping | FixedAddress | NoReserve;
        if (offset == bytes)
        {
            return;
        }

        nint start = (nint)(Origin + offset);
        if (MMapFile(start, (nuint)(bytes - offset), ReadAccess | WriteAccess, Flags, file, offset) == -1)
        {
            throw LibC.Failure("map rows on the disk for", name);
        }

        // A kernel that does not take the advice is slower and no less right.
        _ = MAdvise(start, (nuint)(bytes - offset), AdviseRandom);
    }

    /// <summary>Starts to read bytes of the mapped file that will be asked for soon; where that fails they are read when they are.</summary>
    public void ReadAhead(byte* start, long bytes)
    {
        nuint skipped = (nuint)start % (nuint)Environment.SystemPageSize;
        _ = MAdvise((nint)start - (nint)skipped, (nuint)bytes + skipped, AdviseWillNeed);
    }

    /// <summary>Puts whole pages into the mapping, ready to be written; where that fails they are when they are touched.</summary>
    public void MapForWriting(byte* start, long bytes) => _ = MAdvise((nint)start, (nuint)bytes, AdvisePopulateWrite);

    /// <summary>
    /// Makes the first <paramref name="bytes"/> resident (and private, where the range is writable), so that no later access waits for
    /// a page.
    /// </summary>
    public void Populate(long bytes, bool writable)
    {
        while (bytes > 0 && MAdvise((nint)Origin, (nuint)bytes, writable ? AdvisePopulateWrite : AdvisePopulateRead) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.InvalidArgument)
            {
                Touch(bytes, writable);
                return;
            }

            if (error is not (Errno.Interrupted or Errno.WouldBlock))
            {
                throw new StorageException("load into memory", _name, error);
            }
        }
    }

    public void Dispose()
    {
        nint start = Interlocked.Exchange(ref _start, 0);
        if (start != 0 && MUnmap(start, _mapped) != 0)
        {
            throw LibC.Failure("unmap", _name);
        }
    }

    private static AddressRange Reserve(long bytes, int alignment, int protection, string name)
    {
        nuint slack = alignment > Environment.SystemPageSize ? (nuint)alignment : 0;
        nuint length = checked((nuint)Math.Max(bytes, 1) + slack);
        nint start = MMap(0, length, protection, PrivateMapping | Anonymous | NoReserve, -1, 0);
        return start != -1
            ? new AddressRange(start, length, (nuint)alignment, name)
            : throw LibC.Failure($"reserve {bytes} bytes of memory for", name);
    }

    // Kernels before 5.14 have no MADV_POPULATE.
    private void Touch(long bytes, bool writable)
    {
        for (long at = 0; at < bytes; at += Environment.SystemPageSize)
        {
            byte value = Volatile.Read(ref Origin[at]);
            if (writable)
            {
                Volatile.Write(ref Origin[at], value);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMap(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMapFile(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(nint address, nuint length, int advice);
}
