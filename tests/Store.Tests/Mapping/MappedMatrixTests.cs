using System.Runtime.CompilerServices;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents training from changing a committed generation, and rows from moving under a worker.</summary>
public sealed class MappedMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<MappingKind> Kinds => [.. Enum.GetValues<MappingKind>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_new_matrix_has_zero_rows_that_keep_what_is_written(MappingKind kind)
    {
        using var matrix = MappedMatrix.Create(1000, 20, Place(kind));
        Assert.Equal((1000, 20, 32, 0, false), (matrix.Capacity, matrix.Dimension, matrix.Stride, matrix.FileRows, matrix.IsReadOnly));
        Assert.All(matrix.Rows(0, 1000).ToArray(), value => Assert.Equal(0f, value));
        MatrixFile.Fill(matrix.Row(999), 999, 20);
        Assert.Equal(MatrixFile.Value(999, 19), matrix.Rows(999, 1)[19]);
        Assert.Equal(0f, matrix.Rows(998, 1)[31]);
    }

    [Theory]
    [InlineData(MappingKind.Private, 0)]
    [InlineData(MappingKind.Private, 1)]
    [InlineData(MappingKind.Private, 63)]
    [InlineData(MappingKind.Private, 64)]
    [InlineData(MappingKind.Private, 65)]
    [InlineData(MappingKind.Private, 10_000)]
    [InlineData(MappingKind.Huge, 0)]
    [InlineData(MappingKind.Huge, 65)]
    [InlineData(MappingKind.Huge, 10_000)]
    [InlineData(MappingKind.Shared, 0)]
    [InlineData(MappingKind.Shared, 65)]
    [InlineData(MappingKind.Shared, 70_000)]
    public void A_mapped_file_has_its_rows_first_and_zeros_behind_them(MappingKind kind, int rows)
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), rows, 10);
        using var matrix = MappedMatrix.Map(path, rows + 500, Place(kind), dimension: 10);
        Assert.Equal((rows + 500, 10, 16, rows), (matrix.Capacity, matrix.Dimension, matrix.Stride, matrix.FileRows));
        for (int r = 0; r < rows + 500; r++)
        {
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(r < rows && i < 10 ? MatrixFile.Value(r, i) : 0f, matrix.Rows(r, 1)[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Writing_rows_never_changes_the_file(MappingKind kind)
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 1001, 16);
        byte[] before = File.ReadAllBytes(path);
        using (var matrix = MappedMatrix.Map(path, 2000, Place(kind)))
        {
            matrix.Prefault(2000);
            for (int r = 0; r < 2000; r++)
            {
                matrix.Row(r).Fill(-1f);
            }
        }

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_row_is_its_number_times_the_stride_behind_an_aligned_origin(MappingKind kind)
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 77, 40);
        using var matrix = MappedMatrix.Map(path, 5000, Place(kind), 40);
        Assert.Equal(0, Address(ref matrix.Origin) % (kind == MappingKind.Shared ? Environment.SystemPageSize : 2 << 20));
        foreach (long row in (long[])[0, 1, 76, 77, 4999])
        {
            matrix.Row(row)[3] = 42f;
            Assert.True(Unsafe.AreSame(ref Unsafe.Add(ref matrix.Origin, (nint)(row * matrix.Stride)), ref matrix.Row(row)[0]));
        }
    }

    [Fact]
    public void A_read_only_map_reads_every_row_and_hands_out_none_for_writing()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 513, 30);
        using var matrix = MappedMatrix.MapReadOnly(path, 30);
        Assert.Equal((513, 513, 30, true), (matrix.Capacity, matrix.FileRows, matrix.Dimension, matrix.IsReadOnly));
        matrix.Prefault(513);
        Assert.Equal(MatrixFile.Value(512, 29), matrix.Rows(512, 1)[29]);
        Assert.Throws<InvalidOperationException>(() => matrix.Row(0));
        matrix.CopyToDisk(_folder.Path, 513)?.MoveIn();
        Assert.False(matrix.MayLeaveMemory);
        using var empty = MappedMatrix.MapReadOnly(MatrixFile.Write(_folder.At("e.npy"), 0, 30));
        Assert.Equal((0, 0), (empty.Capacity, empty.Rows(0, 0).Length));
    }

    [Fact]
    public void A_file_of_more_than_four_gibibytes_is_mapped_to_its_last_row()
    {
        const long Rows = 70_000_000;
        string path = _folder.At("large.npy");
        using (var file = File.Create(path))
        {
            // A hole: it takes no space on the disk.
            file.Write(NpyFile.Header(new NpyShape(Rows, 16)));
            file.SetLength(NpyFile.FileBytes(new NpyShape(Rows, 16)));
            file.Seek(-4, SeekOrigin.End);
            file.Write(BitConverter.GetBytes(3.5f));
        }

        using var reading = MappedMatrix.MapReadOnly(path);
        using var writing = MappedMatrix.Map(path, Rows + 10, MatrixPlacement.Private);
        Assert.Equal((Rows, 3.5f), (reading.FileRows, reading.Rows(Rows - 1, 1)[15]));
        Assert.Equal(3.5f, writing.Rows(Rows - 1, 1)[15]);
        writing.Row(Rows - 1)[15] = 1f;
        writing.Row(Rows + 9)[15] = 2f;
        Assert.Equal((3.5f, 2f), (reading.Rows(Rows - 1, 1)[15], writing.Rows(Rows + 9, 1)[15]));
    }

    [Fact]
    public void A_mapped_file_may_be_deleted()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 3000, 16);
        using var matrix = MappedMatrix.MapReadOnly(path);
        File.Delete(path);
        Assert.Equal(MatrixFile.Value(2999, 15), matrix.Rows(2999, 1)[15]);
    }

    [Fact]
    public void Rows_outside_the_capacity_are_refused()
    {
        using var matrix = MappedMatrix.Create(10, 16, MatrixPlacement.Private);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(long.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(9, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(-1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(0, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Rows(long.MaxValue, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Prefault(11));
        Assert.Equal(0, matrix.Rows(10, 0).Length);
        using var large = MappedMatrix.Create(int.MaxValue, 16, MatrixPlacement.Private);
        Assert.Throws<ArgumentOutOfRangeException>(() => large.Rows(0, (int.MaxValue / 16) + 1).Length);
        Assert.Equal(16, large.Rows(int.MaxValue - 1, 1).Length);
    }

    [Fact]
    public void A_disposed_matrix_hands_out_nothing()
    {
        var matrix = MappedMatrix.Create(10, 16, MatrixPlacement.Private);
        matrix.Dispose();
        matrix.Dispose();
        Assert.Throws<ObjectDisposedException>(() => matrix.Row(0));
        Assert.Throws<ObjectDisposedException>(() => matrix.Rows(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => matrix.Origin);
        Assert.Throws<ObjectDisposedException>(() => matrix.Prefault(1));
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_and_named()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 10, 16);
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedMatrix.Map(path, 9, MatrixPlacement.Private));
        var stride = Assert.Throws<StoreDamagedException>(() => MappedMatrix.MapReadOnly(path, dimension: 17));
        Assert.Contains(path, stride.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Throws<StorageException>(() => MappedMatrix.MapReadOnly(_folder.At("none.npy"))).ErrorNumber);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(4096 + 63);
        }

        Assert.Throws<StoreDamagedException>(() => MappedMatrix.MapReadOnly(path));
        Assert.Throws<StoreDamagedException>(() => MappedMatrix.Map(path, 10, MatrixPlacement.Huge));
    }

    [Fact]
    public void A_capacity_beyond_the_address_space_is_an_error_and_not_a_crash()
    {
        Assert.Throws<StorageException>(() => MappedMatrix.Create(1L << 50, 16, MatrixPlacement.Private));
        Assert.Throws<OverflowException>(() => MappedMatrix.Create(long.MaxValue, 16, MatrixPlacement.Private));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedMatrix.Create(-1, 16, MatrixPlacement.Private));
    }

    private MatrixPlacement Place(MappingKind kind) => MatrixPlacement.Of(kind, _folder.Path);

    private static nint Address(ref float place) => Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref place);
}
