using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>Prevents an export that its own import, or a reader that splits at spaces and tabs, cannot take back value for value.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<VectorFormat, int> ImportedFormats
    {
        get
        {
            var data = new TheoryData<VectorFormat, int>();
            foreach (var name in VectorFormats.ImportNames)
            {
                Assert.True(VectorFormats.TryParse(name, out var format));
                foreach (var dimension in (int[])[1, 7, 16, 100, 300])
                {
                    data.Add(format.Value, dimension);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ImportedFormats))]
    public void Words_values_and_order_come_back_exactly(VectorFormat format, int dimension)
    {
        using var vectors = Samples.Awkward(dimension);
        var path = _folder.File("out");
        var report = VectorExport.Write(vectors, format, path);
        using var imported = VectorImport.Read(path, format);

        Assert.Equal(Samples.AwkwardWords.Count, report.Words);
        Assert.Empty(report.Warnings);
        AssertEqual(vectors, imported.Vectors);
        Assert.Equal(format == VectorFormat.Npy, imported.HasCounts);
        Assert.All(report.Files, file => Assert.False(File.Exists(file + ".tmp")));
    }

    [Theory]
    [MemberData(nameof(ImportedFormats))]
    public void The_form_is_told_from_the_first_bytes_and_gzip_is_inflated(VectorFormat format, int dimension)
    {
        using var vectors = Samples.Awkward(dimension);
        var path = _folder.File(format == VectorFormat.Npy ? "a.npy" : "a");
        foreach (var file in VectorExport.Write(vectors, format, path).Files)
        {
            var plain = File.ReadAllBytes(file);
            using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
            packed.Write(plain);
        }

        using var imported = VectorImport.Read(path);

        AssertEqual(vectors, imported.Vectors);
        Assert.Equal(format == VectorFormat.FastTextVec ? VectorFormat.Word2VecText : format, imported.Format);
    }

    [Theory]
    [InlineData(VectorFormat.Word2VecText)]
    [InlineData(VectorFormat.Word2VecBinary)]
    [InlineData(VectorFormat.Glove)]
    [InlineData(VectorFormat.Npy)]
    public void Every_kind_of_float_comes_back_to_the_bit(VectorFormat format)
    {
        float[] values =
        [
            0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 1.17549435e-38f,
            0.1f, 1f / 3, 16777217f, 1e-5f, 1e10f, 123456.789f, -9.999999e-7f,
            .. Enumerable.Range(1, 2000).Select(i => BitConverter.Int32BitsToSingle(unchecked(i * (int)2654435761u))).Where(float.IsFinite),
        ];
        using var vectors = WordVectors.Create(["word"], [1], values, values.Length);
        VectorExport.Write(vectors, format, _folder.File("f"));
        using var imported = VectorImport.Read(_folder.File("f"), format);

        Assert.Equal(
            values.Select(BitConverter.SingleToInt32Bits),
            imported.Vectors.Vector(0).ToArray().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Rows_are_written_by_descending_count_with_ties_by_id_and_without_free_rows()
    {
        using var vectors = WordVectors.Create(["rare", "", "tie1", "often", "tie2"], [1, 99, 5, 50, 5], [1, 2, 3, 4, 5], 1);
        VectorExport.Write(vectors, VectorFormat.Word2VecText, _folder.File("o"));

        Assert.Equal("4 1\noften 4\ntie1 3\ntie2 5\nrare 1\n", File.ReadAllText(_folder.File("o")));
    }

    [Fact]
    public void White_space_controls_and_marks_become_underscores_and_the_rarer_of_equal_words_is_left_out()
    {
        string[] words = ["new york", "new_york", "a\tb", "line\nend", "nbsp\u00A0x", "\u3000", "\uFEFFbom", "nul\0", "\u2028", "plain"];
        using var vectors = Samples.Of(words, 2);
        var report = VectorExport.Write(vectors, VectorFormat.Glove, _folder.File("o"));
        var bytes = File.ReadAllBytes(_folder.File("o"));

        Assert.Equal(
            ["new_york", "a_b", "line_end", "nbsp_x", "_", "_bom", "nul_", "plain"],
            Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        Assert.Equal(2, report.LeftOut);
        Assert.Contains("'new_york'", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.NotEqual(0xEF, bytes[0]);
    }

    [Fact]
    public void A_word_cut_inside_a_character_is_written_as_valid_utf8()
    {
        var list = new WordList();
        list.Add([.. "caf"u8, 0xC3]);
        var rows = new HeapRows(1);
        rows.Append()[0] = 1;
        using var vectors = new WordVectors(list, [1], rows);
        VectorExport.Write(vectors, VectorFormat.Word2VecText, _folder.File("o"));

        Assert.Equal("1 1\ncaf\uFFFD 1\n", File.ReadAllText(_folder.File("o"), new UTF8Encoding(false, throwOnInvalidBytes: true)));
    }

    [Fact]
    public void The_projector_gets_two_files_of_equal_length_and_at_most_the_top_rows()
    {
        using var vectors = Samples.Random(VectorExport.TensorBoardRows + 5, 1);
        var report = VectorExport.Write(vectors, VectorFormat.TensorBoard, _folder.File("projector"));
        var rows = File.ReadAllLines(report.Files[0]);
        var metadata = File.ReadAllLines(report.Files[1]);

        Assert.Equal(VectorExport.TensorBoardRows, report.Words);
        Assert.Equal(VectorExport.TensorBoardRows, rows.Length);
        Assert.Equal("word\tcount", metadata[0]);
        Assert.Equal($"w0\t{VectorExport.TensorBoardRows + 5}", metadata[1]);
        Assert.Equal(rows.Length, metadata.Length - 1);
    }

    [Fact]
    public void Json_lines_parse_and_hold_word_count_and_vector()
    {
        using var vectors = Samples.Awkward(5);
        VectorExport.Write(vectors, VectorFormat.JsonLines, _folder.File("o.jsonl"));
        var lines = File.ReadAllLines(_folder.File("o.jsonl"));

        Assert.Equal(vectors.Count, lines.Length);
        for (var id = 0; id < lines.Length; id++)
        {
            using var parsed = JsonDocument.Parse(lines[id]);
            Assert.Equal(vectors.Word(id), parsed.RootElement.GetProperty("word").GetString());
            Assert.Equal(vectors.CountOf(id), parsed.RootElement.GetProperty("count").GetInt64());
            Assert.Equal(
                vectors.Vector(id).ToArray(),
                parsed.RootElement.GetProperty("vector").EnumerateArray().Select(value => value.GetSingle()));
        }
    }

    [Fact]
    public void A_million_row_header_is_not_needed_for_blocks_of_rows_to_be_joined()
    {
        // 300 floats a row and 4 Mi floats a block: the second block begins after row 13,797.
        using var vectors = Samples.Random(14_500, 300);
        VectorExport.Write(vectors, VectorFormat.Word2VecBinary, _folder.File("big"));
        using var imported = VectorImport.Read(_folder.File("big"));

        AssertEqual(vectors, imported.Vectors);
        Assert.True(imported.Vectors.Rows.Run(0, int.MaxValue).Length < 14_500 * imported.Vectors.Rows.Stride);
        Assert.Equal(304, imported.Vectors.Rows.Stride);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void AssertEqual(WordVectors expected, WordVectors actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Dimension, actual.Dimension);
        for (var id = 0; id < expected.Count; id++)
        {
            Assert.True(expected.Token(id).SequenceEqual(actual.Token(id)));
            Assert.True(expected.Vector(id).SequenceEqual(actual.Vector(id)));
        }

        Assert.Equal(expected.ByFrequency.ToArray(), actual.ByFrequency.ToArray());
    }
}
