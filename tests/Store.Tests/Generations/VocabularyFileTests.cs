using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents words, counts or row generations from coming back at another id.</summary>
public sealed class VocabularyFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public void Every_row_is_read_back(int rows)
    {
        byte[] bytes = VocabularyFile.Write(rows, id => new VocabularyRow(Word(id), id / 3.0, uint.MaxValue - (uint)id));
        var vocabulary = VocabularyFile.Read(bytes, "vocabulary.bin");
        Assert.Equal(rows, vocabulary.Rows);
        for (int id = 0; id < rows; id++)
        {
            Assert.True(vocabulary.Token(id).SequenceEqual(Word(id)));
            Assert.Equal((id / 3.0, uint.MaxValue - (uint)id), (vocabulary.Count(id), vocabulary.RowGeneration(id)));
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_documented_layout()
    {
        byte[] bytes = VocabularyFile.Write(2, id => new VocabularyRow(id == 0 ? "ab"u8 : "c"u8, id + 1, (uint)id + 5));
        byte[] expected =
        [
            .. "SW2VVOCB"u8, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
            .. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(2.0), 5, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, .. "abc"u8,
        ];
        Assert.Equal([.. expected, .. BitConverter.GetBytes(Crc32C.Compute(expected))], bytes);
    }

    [Fact]
    public void Ids_out_of_range_and_counts_that_are_none_are_refused()
    {
        var vocabulary = VocabularyFile.Read(VocabularyFile.Write(2, _ => default), "vocabulary.bin");
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Token(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Token(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Count(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.RowGeneration(-1));
        Assert.Throws<ArgumentException>(() => VocabularyFile.Write(1, _ => new VocabularyRow("a"u8, double.NaN, 0)));
        Assert.Throws<ArgumentException>(() => VocabularyFile.Write(1, _ => new VocabularyRow("a"u8, -1, 0)));
    }

    [Fact]
    public void Another_version_is_named()
    {
        byte[] bytes = VocabularyFile.Write(0, _ => default);
        bytes[8] = 2;
        Assert.Contains(
            "version 2",
            Assert.Throws<StoreDamagedException>(() => VocabularyFile.Read(bytes, "vocabulary.bin")).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Word(int id) => id % 5 == 0 ? [] : Encoding.UTF8.GetBytes(new string('ä', id % 130) + id);
}
