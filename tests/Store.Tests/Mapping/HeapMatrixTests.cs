using System.Runtime.CompilerServices;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents the yardstick of mapped rows from being slower for its layout, and from being read beyond its end.</summary>
public sealed class HeapMatrixTests
{
    [Fact]
    public void Rows_are_zero_aligned_and_keep_what_is_written()
    {
        using var matrix = HeapMatrix.Create(1000, 20);
        Assert.Equal((1000, 32), (matrix.Capacity, matrix.Stride));
        Assert.Equal(0, Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref matrix.Origin) % 64);
        Assert.All(matrix.Rows(0, 1000).ToArray(), value => Assert.Equal(0f, value));
        Unsafe.Add(ref matrix.Origin, (999 * 32) + 31) = 5f;
        Assert.Equal(5f, matrix.Rows(999, 1)[31]);
        Assert.Equal(5f, matrix.Rows(998, 2)[63]);
    }

    [Fact]
    public void Rows_outside_it_and_sizes_beyond_an_array_are_refused()
    {
        var matrix = HeapMatrix.Create(10, 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(9, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(-1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(0, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Allocate(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeapMatrix.Create(-1, 16));
        Assert.Throws<OutOfMemoryException>(() => HeapMatrix.Create(int.MaxValue, 100));
        matrix.Dispose();
        Assert.Throws<ObjectDisposedException>(() => matrix.Origin);
        Assert.Throws<ObjectDisposedException>(() => matrix.Rows(0, 1).Length);
    }
}
