using System.Buffers;

namespace StreamW2V.Query.Formats;

/// <summary>Reads vectors that other programs have written, plain or gzip.</summary>
public static class VectorImport
{
    // Enough of a first row to tell text from binary: a word and some values.
    private const int RowSample = 1024;

    // Decimal numbers, and the nan and inf that other programs write and reading then refuses by name.
    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE \rnNaAiIfFtTyY"u8);

    /// <summary>Reads a file, or for npy the folder of vectors.npy and vocab.txt.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="format">Its form; null to tell it from the first bytes.</param>
    /// <exception cref="BadFormatException">The file is not what it should be; the message names line or row and byte offset.</exception>
    /// <exception cref="IOException">The file could not be read.</exception>
    public static ImportedVectors Read(string path, VectorFormat? format = null)
    {
        var rows = new ImportedRows();
        if (format == VectorFormat.Npy || (format is null && (NumpyRows.IsArrayPath(path) || Directory.Exists(path))))
        {
            NumpyRows.Read(path, rows);
            return rows.Build(VectorFormat.Npy);
        }

        using var input = InputBytes.Open(path);
        var form = format ?? Detect(input);
        switch (form)
        {
            case VectorFormat.Word2VecBinary:
                BinaryRows.Read(input, rows);
                break;
            case VectorFormat.Word2VecText or VectorFormat.FastTextVec:
                TextRows.Read(input, rows, header: true);
                break;
            case VectorFormat.Glove:
                TextRows.Read(input, rows, header: false);
                break;
            default:
                throw new BadFormatException(
                    $"{path}: the format {VectorFormats.NameOf(form)} cannot be imported; use one of "
                        + $"{string.Join(", ", VectorFormats.ImportNames)}");
        }

        return rows.Build(form);
    }

    /// <summary>
    /// Tells the form from the first bytes: no header of two numbers is glove; behind a header, a row whose values are written
    /// in the characters of numbers is text. fasttext-vec reads like word2vec-text and is taken for it.
    /// </summary>
    private static VectorFormat Detect(InputBytes input)
    {
        var bytes = input.Peek(64 + RowSample);
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0 || end > 64 || !TextRows.TryParseHeader(bytes[..end], out _, out var dimension))
        {
            return VectorFormat.Glove;
        }

        var row = bytes[(end + 1)..];
        var line = row.IndexOf((byte)'\n');
        row = line < 0 ? row : row[..line];
        var values = row[(row.IndexOf((byte)' ') + 1)..];

        // Values in binary may hold an LF by chance; a text row is at least a digit and a space per value.
        var isText = values.Length >= (2 * Math.Min(dimension, 4)) - 1 && values.IndexOfAnyExcept(NumberCharacters) < 0;
        return isText ? VectorFormat.Word2VecText : VectorFormat.Word2VecBinary;
    }
}
