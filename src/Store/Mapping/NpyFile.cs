using System.Globalization;
using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// The layout of a matrix on disk: NumPy format 1.0, float32 little-endian, C order, shape (rows, stride). The header is padded with
/// spaces to 4,096 bytes so that row 0 starts on a page and can be mapped; NumPy itself refuses headers over 10,000 bytes.
/// </summary>
public static class NpyFile
{
    /// <summary>Bytes before row 0.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>Floats a row's length is rounded up to: 64 bytes, one AVX-512 register, so kernels have no tail loop.</summary>
    public const int RowAlignment = 16;

    /// <summary>Largest dimension the store accepts.</summary>
    public const int MaxDimension = 65_536;

    private const int PreambleBytes = 10;

    private static readonly byte[] s_preamble =
        [0x93, .. "NUMPY"u8, 1, 0, (HeaderBytes - PreambleBytes) & 0xFF, (HeaderBytes - PreambleBytes) >> 8];

    /// <summary>The stride of rows of <paramref name="dimension"/> floats.</summary>
    public static int StrideOf(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        return (dimension + RowAlignment - 1) / RowAlignment * RowAlignment;
    }

    /// <summary>Length of a file of that shape in bytes; throws <see cref="OverflowException"/> beyond 2^63.</summary>
    public static long FileBytes(NpyShape shape) => checked(HeaderBytes + (shape.Rows * shape.Stride * sizeof(float)));

    /// <summary>The <see cref="HeaderBytes"/> bytes in front of row 0.</summary>
    public static byte[] Header(NpyShape shape)
    {
        byte[] header = new byte[HeaderBytes];
        header.AsSpan().Fill((byte)' ');
        s_preamble.CopyTo(header, 0);
        string fields = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape.Rows}, {shape.Stride}), }}");
        Encoding.ASCII.GetBytes(fields, header.AsSpan(PreambleBytes));
        header[^1] = (byte)'\n';
        return header;
    }

    /// <summary>
    /// Reads the shape out of a header. Only the bytes this class writes are taken: the two numbers are read, the header they would have
    /// is made again and compared, so that nothing in a hostile header is left unchecked.
    /// </summary>
    /// <param name="header">The first bytes of the file, up to <see cref="HeaderBytes"/>.</param>
    /// <param name="fileBytes">Length of the whole file, which must be exactly header and rows.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="StoreDamagedException">Not a header of this layout, or the length does not fit it.</exception>
    public static NpyShape ReadHeader(ReadOnlySpan<byte> header, long fileBytes, string path)
    {
        var text = header;
        ReadOnlySpan<byte> marker = "'shape': ("u8;
        int at = text.IndexOf(marker);
        if (header.Length != HeaderBytes || at < 0
            || !TryReadNumber(text = text[(at + marker.Length)..], out long rows, out int digits)
            || !(text = text[digits..]).StartsWith(", "u8)
            || !TryReadNumber(text[2..], out long stride, out _)
            || stride is 0 or > MaxDimension || stride % RowAlignment != 0
            || !header.SequenceEqual(Header(new NpyShape(rows, (int)stride))))
        {
            throw new StoreDamagedException(
                $"'{path}' does not start with the header of a matrix of this store "
                + $"(NumPy 1.0, '<f4', rows of a multiple of {RowAlignment} floats from byte {HeaderBytes}); "
                + "run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`");
        }

        var shape = new NpyShape(rows, (int)stride);
        if (rows > (long.MaxValue - HeaderBytes) / (stride * sizeof(float)) || FileBytes(shape) != fileBytes)
        {
            throw new StoreDamagedException(
                $"'{path}' has {fileBytes} bytes, but its header announces {rows} rows of {stride} floats; "
                + "run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`");
        }

        return shape;
    }

    /// <summary>Reads the header of an open file; see <see cref="ReadHeader(ReadOnlySpan{byte}, long, string)"/>.</summary>
    public static NpyShape ReadHeader(IStorageFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] header = new byte[HeaderBytes];
        return ReadHeader(header.AsSpan(0, file.ReadFully(header, 0)), file.Length, file.Path);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long value, out int digits)
    {
        // No sign, no leading zero beyond "0" itself (the comparison with the header made again sees to that), at most 18 digits.
        digits = 0;
        value = 0;
        while (digits < text.Length && digits < 18 && text[digits] is >= (byte)'0' and <= (byte)'9')
        {
            value = (value * 10) + (text[digits++] - '0');
        }

        return digits > 0;
    }
}
