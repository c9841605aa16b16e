using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// Rows in a pinned array of the managed heap: what a program without mappings would use, and so the yardstick that mapped rows are
/// measured against. It holds at most 2^31 floats, takes memory for its whole capacity at once, and gives it back when the garbage
/// collector comes by.
/// </summary>
public sealed unsafe class HeapMatrix : IRowMatrix
{
    private const int AlignmentBytes = 64;

    private float[]? _floats;
    private readonly int _first;

    private HeapMatrix(int capacity, int stride)
    {
        Capacity = capacity;
        Stride = stride;
        _floats = GC.AllocateArray<float>(checked((capacity * stride) + NpyFile.RowAlignment), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_floats));
        _first = (int)((AlignmentBytes - (address % AlignmentBytes)) % AlignmentBytes / sizeof(float));
    }

    /// <inheritdoc/>
    public long Capacity { get; }

    /// <inheritdoc/>
    public int Stride { get; }

    /// <inheritdoc/>
    public ref float Origin => ref Floats[_first];

    private float[] Floats => _floats ?? throw new ObjectDisposedException(nameof(HeapMatrix));

    /// <summary>A matrix of zero rows.</summary>
    /// <exception cref="OutOfMemoryException">The rows do not fit an array, or not the memory.</exception>
    public static HeapMatrix Create(long capacityRows, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityRows);
        int stride = NpyFile.StrideOf(dimension);
        if (capacityRows > (Array.MaxLength - NpyFile.RowAlignment) / stride)
        {
            throw new OutOfMemoryException($"{capacityRows} rows of {stride} floats do not fit an array");
        }

        return new HeapMatrix((int)capacityRows, stride);
    }

    /// <summary>Nothing: the array has all of its memory.</summary>
    public void Allocate(long rows) => ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)rows, (ulong)Capacity, nameof(rows));

    /// <inheritdoc/>
    public bool MayLeaveMemory => false;

    /// <summary>Nothing: the array has its memory.</summary>
    public RowsOnDisk? CopyToDisk(string folder, long rows, long stayingRows = 0) => null;

    /// <summary>Nothing: the rows never leave memory.</summary>
    public void RequireWritten()
    {
    }

    /// <summary>Nothing: the rows are there.</summary>
    public void FetchAhead(ReadOnlySpan<int> rows)
    {
    }

    /// <summary>Nothing: the rows are there.</summary>
    public void ReadAhead(long first, long count)
    {
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Rows(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Capacity - count);
        return Floats.AsSpan(_first + ((int)first * Stride), count * Stride);
    }

    /// <summary>Lets go of the array. No span or reference into the rows may be used afterward.</summary>
    public void Dispose() => _floats = null;
}
