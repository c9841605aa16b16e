using System.Globalization;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The text forms: one line per word, the word and its values separated by single spaces. word2vec-text and fasttext-vec begin with
/// <c>"V D"</c>; glove does not. Values are the shortest decimal forms that read back as the same float32.
/// </summary>
internal static class TextRows
{
    // No float32 needs more than 15 characters; word2vec.c prints "%lf", which is longer for large values.
    private const int LongestLine = (ImportedRows.LargestDimension * 48) + ImportedRows.LongestToken;

    /// <summary>Writes all rows, with or without the header.</summary>
    public static void Write(ExportRows rows, OutputFile file, bool header)
    {
        if (header)
        {
            WriteHeader(rows, file);
        }

        for (var row = 0; row < rows.Count; row++)
        {
            file.Write(rows.Token(row));
            file.Write(" "u8);
            WriteValues(rows.Vector(row), (byte)' ', file);
            file.Write("\n"u8);
        }
    }

    /// <summary>Writes <c>"V D\n"</c>.</summary>
    public static void WriteHeader(ExportRows rows, OutputFile file)
    {
        WriteNumber(rows.Count, file);
        file.Write(" "u8);
        WriteNumber(rows.Dimension, file);
        file.Write("\n"u8);
    }

    /// <summary>Writes the values of a vector with a separator between them.</summary>
    public static void WriteValues(ReadOnlySpan<float> values, byte separator, OutputFile file)
    {
        for (var d = 0; d < values.Length; d++)
        {
            var room = file.Reserve(33);
            var used = 0;
            if (d > 0)
            {
                room[used++] = separator;
            }

            values[d].TryFormat(room[used..], out var length, default, CultureInfo.InvariantCulture);
            file.Commit(used + length);
        }
    }

    /// <summary>Writes a whole number.</summary>
    public static void WriteNumber(long number, OutputFile file)
    {
        number.TryFormat(file.Reserve(20), out var length, default, CultureInfo.InvariantCulture);
        file.Commit(length);
    }

    /// <summary>Reads a file from its start to its end.</summary>
    /// <exception cref="BadFormatException">It is not such a file; the message names line and byte offset.</exception>
    public static void Read(InputBytes input, ImportedRows rows, bool header)
    {
        var count = long.MaxValue;
        var number = 0L;
        if (header)
        {
            (count, var dimension) = ReadHeader(input);
            rows.Begin(dimension);
            number = 1;
        }

        var read = 0L;
        for (; read < count; read++)
        {
            number++;
            var start = input.Offset;
            var place = $"line {number}";
            if (!input.TryReadLine(LongestLine, place, out var line))
            {
                break;
            }

            line = line.TrimEnd(" \r"u8); // word2vec.c and fastText end a line with a space
            if (!header && read == 0)
            {
                rows.Begin(DimensionOf(line, input, start, place));
            }

            ReadRow(line, input, rows, start, place);
        }

        if (header && read < count)
        {
            throw input.Fault(input.Offset, $"line {number}",
                $"the file ends after {read} of the {count} words its header promises; it was cut, or the header is wrong");
        }

        if (read == 0)
        {
            throw input.Fault(0, "line 1", "the file is empty");
        }

        if (header)
        {
            input.ExpectEnd($"line {number + 1}", "the header promises fewer words than there are");
        }
    }

    /// <summary>Reads the line <c>"V D"</c>.</summary>
    public static (long Count, int Dimension) ReadHeader(InputBytes input)
    {
        if (!input.TryReadLine(64, "line 1", out var line) || !TryParseHeader(line, out var count, out var dimension))
        {
            throw input.Fault(0, "line 1", "no header of two numbers, words and dimension, stands here");
        }

        if (count is < 1 or > int.MaxValue || dimension is < 1 or > ImportedRows.LargestDimension)
        {
            throw input.Fault(0, "line 1",
                $"the header says {count} words of dimension {dimension}; words must be 1 to {int.MaxValue}, the dimension 1 to "
                + $"{ImportedRows.LargestDimension}");
        }

        return (count, (int)dimension);
    }

    /// <summary>Whether a line is two whole numbers.</summary>
    public static bool TryParseHeader(ReadOnlySpan<byte> line, out long count, out long dimension)
    {
        line = line.TrimEnd(" \r\n"u8);
        var space = line.IndexOf((byte)' ');
        (count, dimension) = (0, 0);
        return space > 0
            && long.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && long.TryParse(line[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out dimension);
    }

    /// <summary>Reads one value; false unless all of <paramref name="text"/> is a finite decimal number.</summary>
    public static bool TryParseValue(ReadOnlySpan<byte> text, out float value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return float.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    private static int DimensionOf(ReadOnlySpan<byte> line, InputBytes input, long start, string place)
    {
        var dimension = line.Count((byte)' ');
        return dimension is >= 1 and <= ImportedRows.LargestDimension
            ? dimension
            : throw input.Fault(start, place,
                $"a word and 1 to {ImportedRows.LargestDimension} values, separated by spaces, should stand here");
    }

    private static void ReadRow(ReadOnlySpan<byte> line, InputBytes input, ImportedRows rows, long start, string place)
    {
        var space = line.IndexOf((byte)' ');
        var found = line.Count((byte)' ');
        if (space < 0 || found != rows.Dimension)
        {
            throw input.Fault(start, place,
                $"{found} values follow the word where the dimension is {rows.Dimension}; words must not hold spaces");
        }

        var values = rows.Add(line[..space], input, start, place);
        for (var d = 0; d < values.Length; d++)
        {
            line = line[(space + 1)..];
            space = line.IndexOf((byte)' ');
            var text = space < 0 ? line : line[..space];
            if (!TryParseValue(text, out values[d]))
            {
                throw input.Fault(start, place,
                    $"value {d + 1} of {rows.Quote()} is {ImportedRows.Quote(text)}, which is not a finite number");
            }
        }
    }
}
