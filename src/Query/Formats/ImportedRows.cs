using System.Text;
using System.Text.Unicode;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The words and rows of a file as they are read. Memory grows with what has been read, never with what a header promises.
/// </summary>
internal sealed class ImportedRows
{
    /// <summary>Floats a vector may have at most.</summary>
    public const int LargestDimension = 65_536;

    /// <summary>Bytes a word may have at most, as in the store.</summary>
    public const int LongestToken = 256;

    private readonly WordList _words = new();
    private readonly WordIndex _index;
    private readonly List<double> _counts = [];
    private HeapRows? _rows;

    /// <summary>Nothing read yet.</summary>
    public ImportedRows() => _index = new WordIndex(_words);

    /// <summary>Number of words read.</summary>
    public int Count => _words.Count;

    /// <summary>Floats of a vector; 0 before <see cref="Begin"/>.</summary>
    public int Dimension => _rows?.Dimension ?? 0;

    /// <summary>Sets the dimension, which the caller has checked to be 1 to <see cref="LargestDimension"/>.</summary>
    public void Begin(int dimension) => _rows = new HeapRows(dimension);

    /// <summary>Adds a word and returns the floats of its row to be filled.</summary>
    /// <exception cref="BadFormatException">The word is empty, too long, not UTF-8 or there already.</exception>
    public Span<float> Add(ReadOnlySpan<byte> token, InputBytes input, long offset, string place)
    {
        AddWord(token, input, offset, place);
        return _rows!.Append();
    }

    /// <summary>Adds a word whose row is read elsewhere.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddWord(ReadOnlySpan<byte> token, InputBytes input, long offset, string place)
    {
        if (token.IsEmpty)
        {
            throw input.Fault(offset, place, "a word should stand here");
        }

        if (token.Length > LongestToken)
        {
            throw input.Fault(offset, place, $"the word is {token.Length} bytes long; {LongestToken} is the limit");
        }

        if (!Utf8.IsValid(token))
        {
            throw input.Fault(offset, place,
                $"the word {Quote(token)} is not valid UTF-8 (word2vec.c cuts long words inside a character); remove the row");
        }

        if (!_index.TryAdd(_words.Add(token), out var earlier))
        {
            throw input.Fault(offset, place, $"the word {Quote(token)} is there twice, first as word {earlier + 1}; remove one of them");
        }
    }

    /// <summary>Adds a row to a word added by <see cref="AddWord"/>.</summary>
    public Span<float> AddRow() => _rows!.Append();

    /// <summary>Sets the count of the last word; either all words get one or none.</summary>
    public void AddCount(double count) => _counts.Add(count);

    /// <summary>The last word, quoted for a message.</summary>
    public string Quote() => Quote(_words[Count - 1]);

    /// <summary>A word by its number, quoted for a message.</summary>
    public string Quote(int id) => Quote(_words[id]);

    /// <summary>Bytes as a quoted string, at most 40 characters of them.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 160)]).ReplaceLineEndings(" ");
        return text.Length > 40 ? $"'{text[..40]}...'" : $"'{text}'";
    }

    /// <summary>What has been read; without counts, descending numbers stand for them as in gensim.</summary>
    public ImportedVectors Build(VectorFormat format)
    {
        var counts = _counts.Count == Count ? [.. _counts] : new double[Count];
        for (var id = 0; id < counts.Length && _counts.Count == 0; id++)
        {
            counts[id] = counts.Length - id;
        }

        return new ImportedVectors(format, _counts.Count > 0, new WordVectors(_words, counts, _rows!, _index));
    }
}
