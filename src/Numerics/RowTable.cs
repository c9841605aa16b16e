using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamW2V.Numerics;

/// <summary>
/// A view of float32 rows that lie one behind the other in memory that does not move (a mapped matrix or a pinned array): row r
/// starts at r × stride floats. Copying the view copies the address only. The kernels trust the ids they are given: the owner of the
/// memory checks that they lie inside it, and keeps the memory alive as long as a view is in use.
/// </summary>
public readonly unsafe struct RowTable
{
    private readonly float* _origin;

    private RowTable(float* origin, int stride)
    {
        _origin = origin;
        Stride = stride;
    }

    /// <summary>Floats from one row to the next, a multiple of <see cref="Padding"/>; the floats behind the dimension are zero.</summary>
    public int Stride { get; }

    /// <summary>Row strides are multiples of this many floats (64 bytes), so that no kernel has a tail loop.</summary>
    public const int Padding = 16;

    /// <summary>The row with the given id, <see cref="Stride"/> floats long.</summary>
    public Span<float> this[int row] => new(_origin + ((long)row * Stride), Stride);

    /// <summary>The smallest stride that holds <paramref name="dimension"/> floats.</summary>
    public static int StrideOf(int dimension) => checked(dimension + Padding - 1) / Padding * Padding;

    /// <summary>Views memory that never moves: <paramref name="origin"/> must be in unmanaged memory or in a pinned array.</summary>
    /// <exception cref="ArgumentException">The stride is not a positive multiple of <see cref="Padding"/>.</exception>
    public static RowTable Over(ref float origin, int stride)
    {
        if (stride <= 0 || stride % Padding != 0)
        {
            throw new ArgumentException($"A row stride is a positive multiple of {Padding} floats, not {stride}.", nameof(stride));
        }

        return new((float*)Unsafe.AsPointer(ref origin), stride);
    }

    /// <summary>Zero rows on the pinned object heap; <paramref name="owner"/> keeps them alive.</summary>
    public static RowTable Allocate(int rows, int stride, out float[] owner)
    {
        owner = GC.AllocateArray<float>(Math.Max(checked(rows * stride), 1) + Padding, pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(owner));
        var skip = (int)((64 - (address & 63)) & 63) / sizeof(float);
        return Over(ref owner[skip], stride);
    }

    /// <summary>
    /// Zero rows in memory of their own that have ids in this table, from <paramref name="first"/> on, far outside its other rows: so a kernel can be given
    /// rows of both. <paramref name="owner"/> keeps them alive. False if the memory is too far away for an id.
    /// </summary>
    public bool TryAllocateBeside(int rows, out int first, out float[] owner)
    {
        // One row more than asked for, so that there is a place at a whole number of rows from row 0.
        owner = GC.AllocateArray<float>(checked((rows + 1) * Stride), pinned: true);
        var distance = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(owner)) - _origin;
        var id = (distance > 0 ? distance + Stride - 1 : distance) / Stride; // rounded up: division cuts off towards zero
        first = (int)Math.Clamp(id, int.MinValue, int.MaxValue);
        return id >= int.MinValue && id + rows <= int.MaxValue;
    }

    /// <summary>The address of a row, for the kernels of this project only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* Address(int row) => _origin + ((long)row * Stride);

    /// <summary>Asks the processor to bring all of a row near, ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
        {
            var address = (byte*)Address(row);
            var end = address + ((long)Stride * sizeof(float));
            for (; address < end; address += 64)
            {
                System.Runtime.Intrinsics.X86.Sse.Prefetch0(address);
            }
        }
    }
}
