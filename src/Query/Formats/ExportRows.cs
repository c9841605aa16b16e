using System.Buffers;
using System.Text;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The rows of an export in their order: by descending count, each word in its <see cref="TokenForm"/> and unique, so that a
/// header can state their number before the first is written.
/// </summary>
internal sealed class ExportRows
{
    private const int LongestForDistance = 50; // max_w of word2vec.c's distance and analogy tools
    private const int LongestForC = 99;        // MAX_STRING less the terminating zero

    private readonly WordVectors _vectors;
    private readonly WordList _words = new();
    private readonly List<int> _ids = [];
    private readonly List<string> _leftOut = [];
    private int _leftOutCount;

    /// <summary>Chooses the <paramref name="top"/> most frequent words.</summary>
    /// <exception cref="BadFormatException">There are no words.</exception>
    public ExportRows(WordVectors vectors, int top)
    {
        _vectors = vectors;
        var index = new WordIndex(_words, Math.Min(top, vectors.Count));
        var form = new ArrayBufferWriter<byte>(512);
        foreach (var id in vectors.ByFrequency)
        {
            if (_ids.Count == top)
            {
                break;
            }

            TokenForm.Write(vectors.Token(id), form);
            if (index.TryFind(form.WrittenSpan, out _))
            {
                _leftOutCount++;
                if (_leftOut.Count < 3)
                {
                    _leftOut.Add($"'{vectors.Word(id)}'");
                }

                continue;
            }

            index.TryAdd(_words.Add(form.WrittenSpan), out _);
            _ids.Add(id);
        }

        if (_ids.Count == 0)
        {
            throw new BadFormatException("there are no words to export; let the model learn first (words enter at --min-count)");
        }
    }

    /// <summary>Number of rows.</summary>
    public int Count => _ids.Count;

    /// <summary>Floats of a vector.</summary>
    public int Dimension => _vectors.Dimension;

    /// <summary>Number of words left out because a more frequent one has the same form.</summary>
    public int LeftOut => _leftOutCount;

    /// <summary>The word of a row in its exported form.</summary>
    public ReadOnlySpan<byte> Token(int row) => _words[row];

    /// <summary>The count of a row's word as a whole number.</summary>
    public long CountOf(int row) => (long)Math.Min(Math.Round(_vectors.CountOf(_ids[row])), long.MaxValue / 2);

    /// <summary>The vector of a row.</summary>
    /// <exception cref="BadFormatException">It is not finite; the message names its word.</exception>
    public ReadOnlySpan<float> Vector(int row)
    {
        var vector = _vectors.Vector(_ids[row]);
        foreach (var value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw _vectors.NotFinite(_ids[row]);
            }
        }

        return vector;
    }

    /// <summary>What the user should know of these rows.</summary>
    public IReadOnlyList<string> Warnings(bool compatibleWithC)
    {
        var warnings = new List<string>();
        if (_leftOutCount > 0)
        {
            warnings.Add(
                $"{_leftOutCount} word(s) left out because a more frequent one looks the same once white space is '_': "
                + $"{Examples(_leftOut, _leftOutCount)}");
        }

        if (compatibleWithC)
        {
            WarnOfLength(warnings, LongestForDistance, "word2vec.c's distance and analogy tools misread words");
            WarnOfLength(warnings, LongestForC, "word2vec.c itself cuts words");
        }

        return warnings;
    }

    private void WarnOfLength(List<string> warnings, int longest, string what)
    {
        var examples = new List<string>();
        var count = 0;
        for (var row = 0; row < Count; row++)
        {
            if (Token(row).Length > longest && count++ < 3)
            {
                examples.Add($"'{Encoding.UTF8.GetString(Token(row))}'");
            }
        }

        if (count > 0)
        {
            warnings.Add($"{what} of more than {longest} bytes, of which there are {count}: {Examples(examples, count)}");
        }
    }

    private static string Examples(List<string> words, int count) => string.Join(", ", words) + (count > words.Count ? ", ..." : "");
}
