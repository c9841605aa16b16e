using System.Buffers.Binary;

namespace StreamW2V.Query.Formats;

/// <summary>
/// word2vec-bin: <c>"V D\n"</c>, then per word its bytes, a space, D little-endian float32 values and LF. word2vec.c writes the LF
/// and other programs leave it out, so reading takes both.
/// </summary>
internal static class BinaryRows
{
    /// <summary>Writes the header and all rows.</summary>
    public static void Write(ExportRows rows, OutputFile file)
    {
        TextRows.WriteHeader(rows, file);
        for (var row = 0; row < rows.Count; row++)
        {
            file.Write(rows.Token(row));
            file.Write(" "u8);
            file.Write(rows.Vector(row));
            file.Write("\n"u8);
        }
    }

    /// <summary>Reads a file from its header to its end.</summary>
    /// <exception cref="BadFormatException">It is not such a file; the message names row and byte offset.</exception>
    public static void Read(InputBytes input, ImportedRows rows)
    {
        var (count, dimension) = TextRows.ReadHeader(input);
        rows.Begin(dimension);
        for (var row = 0L; row < count; row++)
        {
            if (input.Peek(1) is [(byte)'\n'])
            {
                input.Skip(1);
            }

            var start = input.Offset;
            if (input.Peek(1).IsEmpty)
            {
                throw input.Fault(start, $"row {row + 1}",
                    $"the file ends after {row} of the {count} words its header promises; it was cut, or the header is wrong");
            }

            var token = ReadToken(input, row, start);
            var values = rows.Add(token, input, start, $"row {row + 1}");
            var bytes = input.Peek(values.Length * sizeof(float));
            if (bytes.Length < values.Length * sizeof(float))
            {
                throw input.Fault(input.Offset, $"row {row + 1}",
                    $"the file ends inside the vector of {rows.Quote()}; it was cut, or the header is wrong");
            }

            for (var d = 0; d < values.Length; d++)
            {
                values[d] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(d * sizeof(float))..]);
                if (!float.IsFinite(values[d]))
                {
                    throw input.Fault(input.Offset + (d * sizeof(float)), $"row {row + 1}",
                        $"value {d + 1} of {rows.Quote()} is not finite; repair the program that wrote the file, or the header's "
                        + "dimension");
                }
            }

            input.Skip(bytes.Length);
        }

        if (input.Peek(1) is [(byte)'\n'])
        {
            input.Skip(1);
        }

        input.ExpectEnd($"after row {count}", "the header promises fewer words than there are");
    }

    private static byte[] ReadToken(InputBytes input, long row, long start)
    {
        var bytes = input.Peek(ImportedRows.LongestToken + 1);
        var length = bytes.IndexOf((byte)' ');
        if (length < 0)
        {
            throw input.Fault(start, $"row {row + 1}", bytes.Length > ImportedRows.LongestToken
                ? $"no word of at most {ImportedRows.LongestToken} bytes and a space stand here; the header's dimension may be wrong"
                : "the file ends inside a word; it was cut, or the header is wrong");
        }

        var token = bytes[..length].ToArray();
        input.Skip(length + 1);
        return token;
    }
}
