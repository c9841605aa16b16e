using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents a damaged or hostile header from turning into a wrong address, and a header other programs cannot read.</summary>
public sealed class NpyFileTests
{
    [Fact]
    public void The_header_is_numpy_1_0_and_ends_where_the_rows_start()
    {
        byte[] header = NpyFile.Header(new NpyShape(12, 112));
        Assert.Equal(4096, header.Length);
        Assert.Equal("\u0093NUMPY\u0001\0", Encoding.Latin1.GetString(header, 0, 8));
        Assert.Equal(4096, 10 + header[8] + (header[9] << 8));
        Assert.Equal(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 112), }",
            Encoding.ASCII.GetString(header, 10, 4085).TrimEnd(' '));
        Assert.Equal((byte)'\n', header[4095]);
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(100, 112)]
    [InlineData(300, 304)]
    [InlineData(65_536, 65_536)]
    public void The_stride_is_the_dimension_rounded_up_to_64_bytes(int dimension, int stride) =>
        Assert.Equal(stride, NpyFile.StrideOf(dimension));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_537)]
    [InlineData(int.MaxValue)]
    public void Dimensions_out_of_range_are_refused(int dimension) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NpyFile.StrideOf(dimension));

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 112)]
    [InlineData(123_456_789_012, 304)]
    public void A_header_is_read_back(long rows, int stride)
    {
        var shape = new NpyShape(rows, stride);
        Assert.Equal(shape, NpyFile.ReadHeader(NpyFile.Header(shape), NpyFile.FileBytes(shape), "m.npy"));
    }

    [Theory]
    [InlineData("(3, 100)")]
    [InlineData("(3, 0)")]
    [InlineData("(3, 65552)")]
    [InlineData("(-3, 16)")]
    [InlineData("(03, 16)")]
    [InlineData("(3,16)")]
    [InlineData("(3, 16, 1)")]
    [InlineData("(3,)")]
    [InlineData("(, 16)")]
    [InlineData("(99999999999999999999999, 16)")]
    [InlineData("(999999999999999999, 16)")]
    [InlineData("(288230376151711744, 16)")]
    [InlineData("(3, 99999999999999999999999)")]
    [InlineData("(3, 4294967312)")]
    public void Shapes_that_are_not_rows_of_whole_registers_are_refused(string shape)
    {
        byte[] header = NpyFile.Header(new NpyShape(3, 16));
        header.AsSpan(10, 4085).Fill((byte)' ');
        Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", header.AsSpan(10));
        var error = Assert.Throws<StoreDamagedException>(() => NpyFile.ReadHeader(header, 4096 + (3 * 64), "m.npy"));
        Assert.Contains("m.npy", error.Message, StringComparison.Ordinal);
        Assert.Contains("fsck --repair", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_single_changed_byte_and_every_shorter_header_is_refused()
    {
        var shape = new NpyShape(3, 16);
        byte[] header = NpyFile.Header(shape);
        for (int at = 0; at < header.Length; at++)
        {
            byte kept = header[at];
            header[at] ^= 0x01;
            Assert.Throws<StoreDamagedException>(() => NpyFile.ReadHeader(header, NpyFile.FileBytes(shape), "m.npy"));
            header[at] = kept;
            Assert.Throws<StoreDamagedException>(() => NpyFile.ReadHeader(header.AsSpan(0, at), NpyFile.FileBytes(shape), "m.npy"));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-64)]
    [InlineData(-4096)]
    public void A_file_length_that_does_not_fit_the_shape_is_refused(long difference)
    {
        var shape = new NpyShape(100, 16);
        long length = NpyFile.FileBytes(shape) + difference;
        Assert.Throws<StoreDamagedException>(() => NpyFile.ReadHeader(NpyFile.Header(shape), length, "m.npy"));
    }
}
