using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Numerics;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Tests.Vocabulary.Phrases;

/// <summary>Prevents a table that loses phrases when others leave, a removal that passes over a phrase or takes another, and files that are believed.</summary>
public sealed class PhraseTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    [Theory]
    [InlineData("new_york", "york", true)]
    [InlineData("new_york", "new", true)]
    [InlineData("new_york_times", "york", true)]
    [InlineData("new_york_times", "york_times", true)]
    [InlineData("york", "york", true)]
    [InlineData("new_yorker", "york", false)]
    [InlineData("newyork", "york", false)]
    [InlineData("yorkyork_a", "york", false)]
    [InlineData("new", "new_york", false)]
    public void A_word_is_in_a_phrase_between_its_joints(string token, string word, bool expected) =>
        Assert.Equal(expected, Phrase.Contains(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(word)));

    [Fact]
    public void The_order_of_a_pair_counts()
    {
        // By the formula of docs/formats.md, computed apart.
        Assert.Equal(0x25e0dacd888e7279u, Phrase.PairOf(0x0123456789abcdef, 0xfedcba9876543210));
        var random = new RandomSource(1, 2, 3);
        for (var i = 0; i < 1000; i++)
        {
            var (a, b) = (random.NextUInt64(), random.NextUInt64());
            Assert.NotEqual(Phrase.PairOf(a, b), Phrase.PairOf(b, a));
            Assert.NotEqual(Phrase.PairOf(a, a), Phrase.PairOf(b, b));
        }
    }

    [Fact]
    public void A_table_finds_what_was_added_and_not_removed()
    {
        var table = new PhraseTable(300);
        var expected = new Dictionary<string, Phrase>();
        var random = new RandomSource(2, 2, 2);
        for (var i = 0; i < 10_000; i++)
        {
            var token = $"a{random.NextInt32(400)}_b";
            var phrase = Phrase.Of(Encoding.UTF8.GetBytes(token), token.Length - 2, Hash);
            if (expected.Remove(token, out var known))
            {
                table.Remove(known);
            }
            else if (table.TryAdd(phrase))
            {
                expected.Add(token, phrase);
            }
            else
            {
                Assert.Equal(300, expected.Count);
            }

            Assert.Equal(expected.ContainsKey(token), table.TryFind(phrase.Pair, out var found));
            Assert.Equal(expected.Count, table.Count);
            Assert.Equal(expected.GetValueOrDefault(token), found);
        }

        table.Cursor = table.Count;
        table.RemoveAll("b"u8);
        Assert.Equal((0, 0), (table.Count, table.Cursor));
    }

    [Theory]
    [InlineData(0, "it does not start with S2WP")]
    [InlineData(4, "its version is 254 and this program knows 1")]
    [InlineData(8, "phrase 254 of 2 would be examined next")]
    [InlineData(18, "a phrase of 3 bytes cannot be cut at 254")]
    [InlineData(21, "a phrase of 3 bytes cannot be cut at 1")]
    public void A_damaged_file_is_refused_by_its_name(int offset, string reason)
    {
        var table = new PhraseTable { Cursor = 1 };
        Assert.True(table.TryAdd(Phrase.Of("a_b"u8.ToArray(), 1, Hash)));
        Assert.True(table.TryAdd(Phrase.Of("a_b_c"u8.ToArray(), 3, Hash)));
        var content = PhraseFile.Write(table);
        var read = PhraseFile.ReadTable(content, "phrases.bin", Hash);
        Assert.Equal((2, 1), (read.Count, read.Cursor));
        Assert.Equal(content, PhraseFile.Write(read));
        content[offset] = 254;
        var error = Assert.Throws<StoreDamagedException>(() => PhraseFile.ReadTable(content, "phrases.bin", Hash));
        Assert.Contains($"phrases.bin cannot be used: {reason}", error.Message, StringComparison.Ordinal);
        Assert.Throws<StoreDamagedException>(() => PhraseFile.ReadTable(content[..20], "phrases.bin", Hash));
    }
}
