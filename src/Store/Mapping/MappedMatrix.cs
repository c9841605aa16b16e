using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// A matrix of float32 rows at fixed addresses: row r starts <c>r * Stride</c> floats behind <see cref="Origin"/> for as long as the
/// matrix lives, however many rows are in use. The address range of the whole capacity is reserved at once; rows cost memory when they
/// are asked for (<see cref="Allocate"/>), or, where a generation is mapped, when they are first written.
/// </summary>
/// <remarks>
/// There is no finalizer on purpose: a span or reference into the rows does not keep this object alive, and taking memory away under a
/// worker is a crash, while a forgotten <see cref="Dispose"/> costs memory only. Dispose when no span or reference is in use any more.
/// Rows may be read and written by several threads; the matrix itself adds no order between them.
/// </remarks>
public sealed unsafe class MappedMatrix : IRowMatrix
{
    private const int ReadChunkBytes = 4 << 20;
    private const int ReadyStepBytes = 2 << 20;

    private readonly AddressRange _range;
    private readonly string _name;
    private ScratchFile? _scratch;
    private SteadyWriteBack? _writeBack;
    private PagesAhead? _ahead;
    private long _readyBytes; // of memory that needs no file
    private long _stayingBytes; // before what the scratch file holds
    private long _overlaidBytes; // of a generation's file
    private bool _disposed;

    private MappedMatrix(
        AddressRange range, string name, NpyShape file, long capacity, int dimension, ScratchFile? scratch = null, long stayingBytes = 0)
    {
        _range = range;
        _name = name;
        FileRows = file.Rows;
        Capacity = capacity;
        Dimension = dimension;
        Stride = file.Stride;
        if (scratch is not null)
        {
            LeaveMemory(scratch, stayingBytes);
        }
    }

    /// <summary>Rows that came from the file; 0 for a matrix that was created.</summary>
    public long FileRows { get; }

    /// <summary>Rows there are addresses for.</summary>
    public long Capacity { get; }

    /// <summary>Floats of a row that carry values.</summary>
    public int Dimension { get; }

    /// <summary>Floats from one row to the next: <see cref="Dimension"/> rounded up to a multiple of 16; the rest must stay zero.</summary>
    public int Stride { get; }

    /// <summary>True for <see cref="MapReadOnly"/>: writing to such rows ends the process.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>
    /// The first float of row 0, 64-byte aligned. Not range-checked beyond it, and not to be written when <see cref="IsReadOnly"/>.
    /// </summary>
    public ref float Origin
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return ref Unsafe.AsRef<float>(_range.Origin);
        }
    }

    /// <summary>A matrix of zero rows.</summary>
    /// <exception cref="StorageException">
    /// The address range is not to be had (ENOMEM), or the scratch file of <see cref="MappingKind.Shared"/> cannot be made.
    /// </exception>
    public static MappedMatrix Create(long capacityRows, int dimension, MatrixPlacement placement) =>
        Reserve("new matrix", new NpyShape(0, NpyFile.StrideOf(dimension)), capacityRows, dimension, placement);

    /// <summary>
    /// Maps a matrix file for writing in memory; the file itself never changes. Rows behind those of the file are zero.
    /// </summary>
    /// <param name="npyPath">
    /// A file of the layout of <see cref="NpyFile"/>; it must not be changed while it is mapped, and may be deleted.
    /// </param>
    /// <param name="capacityRows">Rows to reserve, at least those of the file.</param>
    /// <param name="placement">Where the rows live.</param>
    /// <param name="dimension">Floats of a row that carry values; 0 takes the stride.</param>
    /// <exception cref="StoreDamagedException">
    /// The header or the length of the file is wrong, or its stride is not that of the dimension.
    /// </exception>
    /// <exception cref="StorageException">A system call failed.</exception>
    public static MappedMatrix Map(string npyPath, long capacityRows, MatrixPlacement placement, int dimension = 0)
    {
        using var file = OpenFile(npyPath, ref dimension, out var shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityRows, shape.Rows);
        var matrix = Reserve(npyPath, shape, capacityRows, dimension, placement);
        try
        {
            matrix.Fill(file, shape.Rows, placement.Kind == MappingKind.Private && CanMapRows);
            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Maps a matrix file for reading; <see cref="Capacity"/> is the number of its rows. Errors as for <see cref="Map"/>.
    /// </summary>
    public static MappedMatrix MapReadOnly(string npyPath, int dimension = 0)
    {
        using var file = OpenFile(npyPath, ref dimension, out var shape);
        if (shape.Rows > 0 && CanMapRows)
        {
            var range = AddressRange.MapReadOnly(file.Handle, NpyFile.HeaderBytes, RowBytes(shape), npyPath);
            return new MappedMatrix(range, npyPath, shape, shape.Rows, dimension) { IsReadOnly = true };
        }

        var memory = AddressRange.Reserve(RowBytes(shape), NpyFile.HeaderBytes, npyPath);
        var copy = new MappedMatrix(memory, npyPath, shape, shape.Rows, dimension) { IsReadOnly = true };
        try
        {
            copy.Fill(file, shape.Rows, map: false);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>A matrix for reading whose rows come from elsewhere: <see cref="Load"/> puts them in before anybody reads.</summary>
    internal static MappedMatrix InMemory(string name, NpyShape shape, int dimension)
    {
        if (NpyFile.StrideOf(dimension) != shape.Stride)
        {
            throw WrongStride(name, shape.Stride, dimension);
        }

        var memory = AddressRange.Reserve(RowBytes(shape), NpyFile.HeaderBytes, name);
        return new MappedMatrix(memory, name, shape, shape.Rows, dimension) { IsReadOnly = true };
    }

    /// <summary>Puts bytes of rows into a matrix of <see cref="InMemory"/>.</summary>
    /// <param name="bytes">The bytes as in a file.</param>
    /// <param name="offset">Where they go, counted from row 0.</param>
    internal void Load(ReadOnlySpan<byte> bytes, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + bytes.Length, Capacity * Stride * sizeof(float), nameof(offset));
        bytes.CopyTo(new Span<byte>(_range.Origin + offset, bytes.Length));
    }

    /// <summary>The <see cref="Stride"/> floats of one row, for writing.</summary>
    /// <exception cref="InvalidOperationException">The matrix is read-only.</exception>
    public Span<float> Row(long row)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"'{_name}' is mapped for reading; use Rows");
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)Capacity, nameof(row));
        return new Span<float>(Address(row), Stride);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rows(long first, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Capacity - count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue / Stride);
        return new ReadOnlySpan<float>(Address(first), count * Stride);
    }

    /// <inheritdoc/>
    public void ReadAhead(long first, long count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_scratch is not null)
        {
            long start = Math.Max(first * Stride * sizeof(float), _stayingBytes);
            long end = Math.Min(first + count, Capacity) * Stride * sizeof(float);
            if (start < end)
            {
                _range.ReadAhead(_range.Origin + start, end - start);
            }
        }
    }

    /// <inheritdoc/>
    public bool MayLeaveMemory => _ahead is not null;

    /// <inheritdoc/>
    public void FetchAhead(ReadOnlySpan<int> rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (int row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)Capacity, nameof(rows));
        }

        _ahead?.Fetch(rows);
    }

    /// <inheritdoc/>
    public void RequireWritten() => _scratch?.RequireWritten();

    /// <inheritdoc/>
    public void Allocate(long rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)rows, (ulong)Capacity, nameof(rows));
        long bytes = rows * Stride * sizeof(float);
        if (_scratch is not null)
        {
            _scratch.Allocate(bytes);
        }
        else if (bytes > _readyBytes)
        {
            MakeReady(bytes);
        }
    }

    /// <summary>
    /// Loads the first <paramref name="rows"/> rows into memory now, so that no later access waits for a page. A private mapping takes
    /// its own copy of them. Call it before other threads use the matrix.
    /// </summary>
    public void Prefault(long rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Capacity);
        Allocate(rows);
        _range.Populate(rows * Stride * sizeof(float), !IsReadOnly);
    }

    /// <inheritdoc/>
    public RowsOnDisk? CopyToDisk(string folder, long rows, long stayingRows = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)rows, (ulong)Capacity, nameof(rows));
        if (_scratch is not null || IsReadOnly || !CanMapRows)
        {
            return null;
        }

        long bytes = Capacity * Stride * sizeof(float);
        long used = rows * Stride * sizeof(float);
        long staying = StayingBytes(stayingRows, bytes, Stride);
        var scratch = ScratchFile.Create(folder, bytes);
        try
        {
            scratch.Allocate(used);
            for (long done = staying; done < used;)
            {
                int size = (int)Math.Min(ReadChunkBytes, used - done);
                scratch.File.Write(new ReadOnlySpan<byte>(_range.Origin + done, size), done);
                scratch.Settle(done + size);
                done += size;
            }
        }
        catch
        {
            scratch.Dispose();
            throw;
        }

        return new(scratch, LeaveMemoryFor);

        void LeaveMemoryFor(ScratchFile file)
        {
            // At once and not piece by piece: until here nothing has changed. What stays is taken out of the generation's file, which would take disk space as long as it is mapped.
            TakeIntoMemory(Math.Min(staying, _overlaidBytes));
            _range.OverlayShared(file.File.Handle, staying, bytes, _name);
            LeaveMemory(file, staying);
        }
    }

    /// <summary>Gives the addresses back. No span or reference into the rows may be used afterward: that would end the process.</summary>
    public void Dispose()
    {
        _disposed = true;
        _writeBack?.Dispose();
        _range.Dispose();
        _scratch?.Dispose();
    }

    // On machines with pages larger than the header (Arm64 with 16 or 64 KiB) the rows do not start on a page and are read instead.
    private static bool CanMapRows => NpyFile.HeaderBytes % Environment.SystemPageSize == 0;

    private static long RowBytes(NpyShape shape) => checked(shape.Rows * shape.Stride * sizeof(float));

    private static MappedMatrix Reserve(string name, NpyShape file, long capacityRows, int dimension, MatrixPlacement placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentOutOfRangeException.ThrowIfNegative(capacityRows);
        long bytes = RowBytes(file with { Rows = capacityRows });
        if (placement.ScratchFolder is string folder)
        {
            long staying = StayingBytes(placement.StayingRows, bytes, file.Stride);
            return ReserveShared(name, file, capacityRows, dimension, ScratchFile.Create(folder, bytes), bytes, staying);
        }

        return new MappedMatrix(AddressRange.ReserveHuge(bytes, name), name, file, capacityRows, dimension);
    }

    private static MappedMatrix ReserveShared(string name, NpyShape file, long capacityRows, int dimension, ScratchFile scratch, long bytes, long staying)
    {
        try
        {
            var range = AddressRange.MapShared(scratch.File.Handle, bytes, staying, name);
            return new MappedMatrix(range, name, file, capacityRows, dimension, scratch, staying);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private static PosixFile OpenFile(string path, ref int dimension, out NpyShape shape)
    {
        var file = new PosixFile(path, LibC.Open("open", path, LibC.ReadOnly));
        try
        {
            shape = NpyFile.ReadHeader(file);
            dimension = dimension == 0 ? shape.Stride : dimension;
            if (NpyFile.StrideOf(dimension) != shape.Stride)
            {
                throw WrongStride(path, shape.Stride, dimension);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static StoreDamagedException WrongStride(string path, int stride, int dimension) => new(
        $"'{path}' has rows of {stride} floats where dimension {dimension} takes {NpyFile.StrideOf(dimension)}; "
        + "run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`");

    private void Fill(PosixFile file, long rows, bool map)
    {
        long bytes = rows * Stride * sizeof(float);
        if (map && bytes > 0)
        {
            _range.Overlay(file.Handle, NpyFile.HeaderBytes, bytes, file.Path);
            _overlaidBytes = bytes;
            return;
        }

        // A scratch file is written and not touched: that takes no page fault, and its pages need not come into the mapping.
        Allocate(rows);
        byte[]? buffer = _scratch is null ? null : new byte[Math.Min(ReadChunkBytes, bytes)];
        for (long done = 0; done < bytes;)
        {
            bool stays = done < _stayingBytes;
            int size = (int)Math.Min(ReadChunkBytes, (stays ? Math.Min(_stayingBytes, bytes) : bytes) - done);
            var chunk = buffer is null || stays ? new Span<byte>(_range.Origin + done, size) : buffer.AsSpan(0, size);
            if (file.ReadFully(chunk, NpyFile.HeaderBytes + done) != size)
            {
                throw new StoreDamagedException(
                    $"'{file.Path}' became shorter while it was read; files of a generation must never be changed");
            }

            if (_scratch is not null && !stays)
            {
                _scratch.File.Write(chunk, done);
                _scratch.Settle(done + size);
            }

            done += size;
        }
    }

    /// <summary>Whole pages with so many rows, as far as there are.</summary>
    private static long StayingBytes(long rows, long capacityBytes, int stride) =>
        Math.Min(rows, capacityBytes / sizeof(float) / stride) * stride * sizeof(float) / Environment.SystemPageSize * Environment.SystemPageSize;

    /// <summary>Puts memory with the same content in the place of the first bytes, which are a mapping of a file.</summary>
    private void TakeIntoMemory(long bytes)
    {
        // The last page of the mapping may be more than the file has.
        long pages = (bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
        byte[] buffer = new byte[Math.Min(ReadChunkBytes, pages)];
        for (long done = 0; done < pages; done += buffer.Length)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, pages - done));
            new ReadOnlySpan<byte>(_range.Origin + done, chunk.Length).CopyTo(chunk);
            _range.OverlayMemory(done, chunk.Length);
            chunk.CopyTo(new Span<byte>(_range.Origin + done, chunk.Length));
        }
    }

    /// <summary>
    /// Takes memory for rows here, some at a time, and not where a trainer first writes them: that is two page faults for each page, the second of which interrupts every other trainer.
    /// </summary>
    private void MakeReady(long bytes)
    {
        long end = Math.Min(Capacity * Stride * sizeof(float), (bytes + ReadyStepBytes - 1) / ReadyStepBytes * ReadyStepBytes);
        long mapped = (_overlaidBytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
        long start = Math.Max(_readyBytes, mapped);
        if (start < end)
        {
            _range.MapForWriting(_range.Origin + start, end - start);
        }

        _readyBytes = end;
    }

    private void LeaveMemory(ScratchFile scratch, long stayingBytes)
    {
        var pages = new RecentPages((Capacity * Stride * sizeof(float) / Environment.SystemPageSize) + 1);
        _scratch = scratch;
        _stayingBytes = stayingBytes;
        _ahead = new PagesAhead(_range, pages, Stride * sizeof(float), stayingBytes / Environment.SystemPageSize);
        _writeBack = new SteadyWriteBack(scratch.File.Handle, pages);
    }

    private float* Address(long row) => (float*)_range.Origin + (row * Stride);
}
