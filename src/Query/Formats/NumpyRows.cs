using System.Buffers.Binary;
using System.Globalization;

namespace StreamW2V.Query.Formats;

/// <summary>
/// npy: vectors.npy, a V × D float32 array in C order that <c>numpy.load(mmap_mode="r")</c> maps, and vocab.txt, one line
/// <c>word SP count</c> per row. Reading also takes a vocab.txt of words without counts.
/// </summary>
internal static class NumpyRows
{
    // A word, a space and a number.
    private const int LongestLine = ImportedRows.LongestToken + 64;

    /// <summary>The array's path: the given one if it ends in .npy, else vectors.npy in the given folder.</summary>
    public static string VectorsPath(string path) => IsArrayPath(path) ? path : Path.Combine(path, "vectors.npy");

    /// <summary>The word list's path: vocab.txt beside the array.</summary>
    public static string VocabularyPath(string path) => Path.Combine(Path.GetDirectoryName(VectorsPath(path)) ?? "", "vocab.txt");

    /// <summary>Whether the path names an array rather than the folder of one.</summary>
    public static bool IsArrayPath(string path) =>
        path.EndsWith(".npy", StringComparison.Ordinal) || path.EndsWith(".npy.gz", StringComparison.Ordinal);

    /// <summary>Writes all rows.</summary>
    public static void Write(ExportRows rows, OutputFile vectors, OutputFile vocabulary)
    {
        vectors.Write(NumpyHeader.Write(rows.Count, rows.Dimension));
        for (var row = 0; row < rows.Count; row++)
        {
            vectors.Write(rows.Vector(row));
            vocabulary.Write(rows.Token(row));
            vocabulary.Write(" "u8);
            TextRows.WriteNumber(rows.CountOf(row), vocabulary);
            vocabulary.Write("\n"u8);
        }
    }

    /// <summary>Reads the word list, then the array.</summary>
    /// <exception cref="BadFormatException">One is not what it should be, or they differ in length.</exception>
    public static void Read(string path, ImportedRows rows)
    {
        using (var vocabulary = InputBytes.Open(VocabularyPath(path)))
        {
            ReadVocabulary(vocabulary, rows);
        }

        using var input = InputBytes.Open(VectorsPath(path));
        var header = NumpyHeader.Read(input);
        if (header.Rows != rows.Count)
        {
            throw input.Fault(0, "header", $"the array has {header.Rows} rows where {VocabularyPath(path)} has {rows.Count} words");
        }

        rows.Begin(header.Dimension);
        for (var row = 0; row < header.Rows; row++)
        {
            ReadRow(input, header.ValueBytes, rows, row);
        }

        input.ExpectEnd($"after row {header.Rows}", "the header's shape is wrong");
    }

    private static void ReadRow(InputBytes input, int valueBytes, ImportedRows rows, int row)
    {
        var values = rows.AddRow();
        var bytes = input.Peek(values.Length * valueBytes);
        if (bytes.Length < values.Length * valueBytes)
        {
            throw input.Fault(input.Offset, $"row {row + 1}",
                $"the file ends inside the vector of {rows.Quote(row)}; it was cut, or the header's shape is wrong");
        }

        for (var d = 0; d < values.Length; d++)
        {
            var value = bytes[(d * valueBytes)..];
            values[d] = valueBytes switch
            {
                2 => (float)BinaryPrimitives.ReadHalfLittleEndian(value),
                4 => BinaryPrimitives.ReadSingleLittleEndian(value),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(value),
            };
            if (!float.IsFinite(values[d]))
            {
                throw input.Fault(input.Offset + (d * valueBytes), $"row {row + 1}",
                    $"value {d + 1} of {rows.Quote(row)} is not finite; repair the program that wrote the file");
            }
        }

        input.Skip(bytes.Length);
    }

    private static void ReadVocabulary(InputBytes input, ImportedRows rows)
    {
        var withCounts = false;
        for (var number = 1; ; number++)
        {
            var start = input.Offset;
            var place = $"line {number}";
            if (!input.TryReadLine(LongestLine, place, out var line))
            {
                break;
            }

            line = line.TrimEnd(" \r"u8);
            var space = line.LastIndexOf((byte)' ');
            var counted = space > 0;
            if (number == 1)
            {
                withCounts = counted;
            }
            else if (counted != withCounts)
            {
                throw input.Fault(start, place,
                    $"this line has {(counted ? "a" : "no")} count where line 1 has {(counted ? "none" : "one")}; words must not hold "
                    + "spaces");
            }

            rows.AddWord(counted ? line[..space] : line, input, start, place);
            if (counted)
            {
                const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                if (!double.TryParse(line[(space + 1)..], Style, CultureInfo.InvariantCulture, out var count) || !double.IsFinite(count))
                {
                    throw input.Fault(start, place,
                        $"the count of {rows.Quote()} is {ImportedRows.Quote(line[(space + 1)..])}, which is not a number");
                }

                rows.AddCount(count);
            }
        }
    }
}
