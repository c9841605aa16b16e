using System.IO.Compression;
using System.Text;
using StreamW2V.Query.Formats;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>Prevents a damaged or lying file from being taken in part, or refused without saying where it is wrong.</summary>
public sealed class ImportRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("3 2\na 1 2\nb 3 4\n", "line 4", "byte 16", "ends after 2 of the 3")]
    [InlineData("1 2\na 1 2\nb 3 4\n", "line 3", "byte 10", "goes on")]
    [InlineData("2 2\na 1 2\nb 3 4 5\n", "line 3", "byte 10", "3 values")]
    [InlineData("2 2\na 1 2\nb 3\n", "line 3", "byte 10", "1 values")]
    [InlineData("2 2\na 1 2\nb c 3 4\n", "line 3", "byte 10", "spaces")]
    [InlineData("2 2\na 1 2\na 3 4\n", "line 3", "byte 10", "'a' is there twice")]
    [InlineData("2 2\na 1 2\nb 3 nan\n", "line 3", "byte 10", "'nan'")]
    [InlineData("2 2\na 1 inf\nb 3 4\n", "line 2", "byte 4", "'inf'")]
    [InlineData("2 2\na 1 1e39\nb 3 4\n", "line 2", "byte 4", "'1e39'")]
    [InlineData("2 2\na 0,5 1\nb 3 4\n", "line 2", "byte 4", "'0,5'")]
    [InlineData("2 2\n 1 2\nb 3 4\n", "line 2", "byte 4", "a word should stand here")]
    [InlineData("2 2\na 1 2\n\nb 3 4\n", "line 3", "byte 10", "0 values")]
    [InlineData("0 2\n", "line 1", "byte 0", "0 words")]
    [InlineData("2 70000\na 1\n", "line 1", "byte 0", "70000")]
    [InlineData("99999999999 2\na 1 2\n", "line 1", "byte 0", "99999999999")]
    [InlineData("2 99999999999999999999\na 1 2\n", "line 1", "byte 0", "header")]
    [InlineData("-1 2\na 1 2\n", "line 1", "byte 0", "header")]
    public void A_wrong_text_file_is_refused_by_line_and_offset(string text, params string[] said) =>
        AssertRefused(_folder.Write("bad.txt", text), VectorFormat.Word2VecText, said);

    [Theory]
    [InlineData("a 1 2\nb 3\n", "line 2", "byte 6", "1 values")]
    [InlineData("a\n", "line 1", "byte 0", "a word and 1 to")]
    [InlineData("", "line 1", "byte 0", "empty")]
    [InlineData("a 1 2\nb x 2\n", "line 2", "byte 6", "'x'")]
    public void A_wrong_glove_file_is_refused_by_line_and_offset(string text, params string[] said) =>
        AssertRefused(_folder.Write("bad.txt", text), VectorFormat.Glove, said);

    [Fact]
    public void A_wrong_binary_file_is_refused_by_row_and_offset()
    {
        byte[] one = [0, 0, 128, 63];
        byte[] notANumber = [0, 0, 192, 127];
        void Refuse(byte[] bytes, params string[] said) =>
            AssertRefused(_folder.Write("bad.bin", bytes), VectorFormat.Word2VecBinary, said);

        Refuse([.. "3 1\na "u8, .. one, .. "\nb "u8, .. one, 10], "row 3", "byte 18", "ends after 2 of the 3");
        Refuse([.. "1 1\na "u8, .. one, .. "\nb "u8, .. one, 10], "after row 1", "byte 11", "goes on");
        Refuse([.. "2 1\na "u8, .. one, .. "\nb "u8, 0, 0], "row 2", "byte 13", "inside the vector of 'b'");
        Refuse([.. "2 1\na "u8, .. one, .. "\nb"u8], "row 2", "byte 11", "inside a word");
        Refuse([.. "2 1\na "u8, .. one, .. "\na "u8, .. one], "row 2", "byte 11", "'a' is there twice");
        Refuse([.. "1 1\na "u8, .. notANumber, 10], "row 1", "byte 6", "value 1 of 'a' is not finite");
        Refuse([.. "1 1\ncaf"u8, 0xC3, .. " "u8, .. one, 10], "row 1", "byte 4", "not valid UTF-8");
        Refuse([.. "1 1\n"u8, .. Encoding.ASCII.GetBytes(new string('x', 300)), .. " "u8, .. one], "row 1", "byte 4", "256");
        Refuse([.. "1 1\n "u8, .. one, 10], "row 1", "byte 4", "a word should stand here");
    }

    [Fact]
    public void A_header_that_promises_two_billion_rows_costs_no_memory()
    {
        var path = _folder.Write("huge.bin", "2147483647 65536\na "u8);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        AssertRefused(path, VectorFormat.Word2VecBinary, "row 1", "ends inside the vector");

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        var path = _folder.File("endless.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write("2 2\n"u8);
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)'1');
            for (var i = 0; i < 64; i++)
            {
                packed.Write(block);
            }
        }

        AssertRefused(path, VectorFormat.Word2VecText, "line 2", "inflated", "longer than");
    }

    [Theory]
    [InlineData(VectorFormat.Glove)]
    [InlineData(VectorFormat.Word2VecText)]
    [InlineData(VectorFormat.Word2VecBinary)]
    public void A_gzip_file_cut_anywhere_is_refused(VectorFormat format)
    {
        using var vectors = Samples.Random(200, 5);
        VectorExport.Write(vectors, format, _folder.File("plain"));
        var path = _folder.File("cut.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            packed.Write(File.ReadAllBytes(_folder.File("plain")));
        }

        var whole = File.ReadAllBytes(path);
        for (var length = 2; length < whole.Length; length += 37)
        {
            AssertRefused(_folder.Write("cut.gz", whole.AsSpan(0, length)), format);
        }

        AssertRefused(_folder.Write("cut.gz", whole.AsSpan(0, whole.Length - 1)), format);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }", "C order")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 1), }", "'<f4'")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 1), }", "'<f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "two-dimensional")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 999999), }", "out of range")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1), }", "out of range")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1), }", "3 rows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "inside the vector of 'b'")]
    public void A_wrong_array_header_is_refused(string header, string said)
    {
        WriteArray(header);
        AssertRefused(_folder.Path, VectorFormat.Npy, "vectors.npy", said);
    }

    [Theory]
    [InlineData("a 1\nb\n", "line 2", "no count")]
    [InlineData("a 1\nb x\n", "line 2", "'x'")]
    [InlineData("a 1\na 2\n", "line 2", "twice")]
    [InlineData("a 1\n", "header", "1 words")]
    public void A_wrong_word_list_is_refused(string words, params string[] said)
    {
        WriteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }");
        _folder.Write("vocab.txt", words);
        AssertRefused(_folder.Path, VectorFormat.Npy, said);
    }

    [Fact]
    public void Trailing_spaces_carriage_returns_and_a_byte_order_mark_of_other_programs_are_taken()
    {
        using var imported = VectorImport.Read(_folder.Write("c.txt", "\uFEFF2 2\r\n</s> 1.000000 2.000000 \r\n中 -0.5 1e-3 \r\n"));

        Assert.Equal("中", imported.Vectors.Word(1));
        Assert.Equal([-0.5f, 0.001f], imported.Vectors.Vector(1).ToArray());
        Assert.Equal(2, imported.Vectors.CountOf(0));
        Assert.False(imported.HasCounts);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private void WriteArray(string header)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        _folder.Write("vectors.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[8]]);
        _folder.Write("vocab.txt", "a 2\nb 1\n");
    }

    private static void AssertRefused(string path, VectorFormat format, params string[] said)
    {
        var error = Assert.Throws<BadFormatException>(() => VectorImport.Read(path, format));
        Assert.All(said, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
