using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The header of a .npy file: magic, version, length and a Python dictionary of element type, order and shape (numpy's
/// lib/format.py). Only two-dimensional little-endian float arrays in C order are taken.
/// </summary>
/// <param name="Rows">First extent.</param>
/// <param name="Dimension">Second extent.</param>
/// <param name="ValueBytes">Bytes of a value: 2, 4 or 8.</param>
internal readonly partial record struct NumpyHeader(long Rows, int Dimension, int ValueBytes)
{
    // numpy itself refuses headers of more than 10,000 bytes.
    private const int LongestHeader = 65_536;

    /// <summary>The header of a float32 array, padded so that the values start at a multiple of 64 bytes.</summary>
    public static byte[] Write(long rows, int dimension)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {dimension}), }}");
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var header = new byte[total];
        header.AsSpan(10).Fill((byte)' ');
        "\u0093NUMPY\u0001\0"u8[1..].CopyTo(header); // U+0093 is two bytes in UTF-8; the second is the magic's first
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    /// <summary>Whether the bytes begin a .npy file.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\u0093NUMPY"u8[1..]);

    /// <summary>Reads a header and passes it.</summary>
    /// <exception cref="BadFormatException">It is no such header.</exception>
    public static NumpyHeader Read(InputBytes input)
    {
        const string Place = "header";
        var start = input.Peek(12);
        if (start.Length < 12 || !IsMagic(start) || start[6] is < 1 or > 3)
        {
            throw input.Fault(0, Place, "this is not a .npy file of version 1, 2 or 3");
        }

        var prefix = start[6] == 1 ? 10 : 12;
        var length = start[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader)
        {
            throw input.Fault(8, Place, $"the header says it is {length} bytes long; {LongestHeader} is the limit");
        }

        input.Skip(prefix);
        var bytes = input.Peek((int)length);
        if (bytes.Length < length)
        {
            throw input.Fault(prefix, Place, "the file ends inside its header");
        }

        var text = Encoding.Latin1.GetString(bytes);
        input.Skip((int)length);
        var type = TypePattern().Match(text);
        var shape = ShapePattern().Match(text);
        if (!type.Success || !shape.Success || !OrderPattern().IsMatch(text))
        {
            throw input.Fault(prefix, Place,
                "the array must be two-dimensional, of type '<f2', '<f4' or '<f8' and in C order; save it with numpy.save(path, "
                + "numpy.ascontiguousarray(a, dtype='<f4'))");
        }

        if (!long.TryParse(shape.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            || !int.TryParse(shape.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension)
            || rows is < 1 or > int.MaxValue
            || dimension is < 1 or > ImportedRows.LargestDimension)
        {
            throw input.Fault(prefix, Place,
                $"the shape {shape.Value} is out of range; rows must be 1 to {int.MaxValue}, the dimension 1 to "
                + $"{ImportedRows.LargestDimension}");
        }

        return new NumpyHeader(rows, dimension, type.Groups[1].ValueSpan[0] - '0');
    }

    [GeneratedRegex(@"'descr'\s*:\s*'<f([248])'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*False")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(\s*([0-9]+)\s*,\s*([0-9]+)\s*,?\s*\)")]
    private static partial Regex ShapePattern();
}
