using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents a token that is taken for another, or not found: one of the same hash, of the same home, of the same first bytes, or added in between.</summary>
public sealed class TokenTableTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    /// <summary>Against a dictionary of the framework, with replacements, one by one and by the batch.</summary>
    [Fact]
    public void Tokens_are_found_as_in_a_dictionary()
    {
        var table = new TokenTable();
        var expected = new Dictionary<string, int>();
        var words = new List<string>();
        var keys = new TokenKeys(Hash);
        var tokens = new TokenBuffer();
        var ids = new int[TokenKeys.Capacity];
        var found = 0;
        for (ulong seed = 0; seed < 1500; seed++)
        {
            var random = new RandomSource(seed, 3, 0);
            RandomTokens.Fill(tokens, seed, alphabet: 3);
            for (var first = 0; first < tokens.Count; first += keys.Count)
            {
                keys.Fill(tokens, first);
                table.Find(keys, tokens, first, ids);
                for (var i = 0; i < keys.Count; i++)
                {
                    var id = expected.GetValueOrDefault(Convert.ToHexString(tokens[first + i]), -1);
                    found += id >= 0 ? 1 : 0;
                    Assert.Equal(id, ids[i]);
                    Assert.Equal(id, table.Find(tokens[first + i], Hash.Of(tokens[first + i])));
                }
            }

            for (var i = 0; i < tokens.Count; i++)
            {
                var word = Convert.ToHexString(tokens[i]);
                if (expected.ContainsKey(word))
                {
                    continue;
                }

                if (words.Count > 0 && random.NextInt32(3) == 0)
                {
                    var id = random.NextInt32(words.Count);
                    table.Replace(id, tokens[i], Hash.Of(tokens[i]));
                    expected.Remove(words[id]);
                    expected.Add(word, id);
                    words[id] = word;
                }
                else
                {
                    Assert.Equal(words.Count, table.Add(tokens[i], Hash.Of(tokens[i])));
                    expected.Add(word, words.Count);
                    words.Add(word);
                }
            }
        }

        Assert.True(found > 10_000, $"only {found} tokens were known");
        Assert.All(expected, one => Assert.Equal(one.Key, Convert.ToHexString(table[one.Value])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xABCD_0000_0000)]
    public void Tokens_of_one_hash_or_one_home_are_told_apart(ulong step)
    {
        var table = new TokenTable();
        byte[][] tokens = [.. Enumerable.Range(0, 600).Select(i => RandomTokens.Bytes((ulong)i, 3 + (i % 30)))];
        for (var i = 0; i < tokens.Length; i++)
        {
            Assert.Equal(-1, table.Find(tokens[i], 77 + ((ulong)i * step)));
            Assert.Equal(i, table.Add(tokens[i], 77 + ((ulong)i * step)));
        }

        Assert.All(Enumerable.Range(0, tokens.Length), i => Assert.Equal(i, table.Find(tokens[i], 77 + ((ulong)i * step))));
    }

    /// <summary>Two long tokens of one hash cannot be found by search: the table is told a wrong hash.</summary>
    [Theory]
    [InlineData(TokenKey.LongBytes)]
    [InlineData(TokenTable.MaxTokenBytes)]
    public void A_long_token_that_only_shares_its_hash_is_not_found_by_the_batch(int length)
    {
        var token = RandomTokens.Bytes(1, length);
        var other = RandomTokens.Bytes(2, length);
        var tokens = new TokenBuffer();
        tokens.Add(token);
        var keys = new TokenKeys(Hash);
        keys.Fill(tokens, 0);
        var table = new TokenTable();
        var ids = new int[1];
        table.Add(other, Hash.Of(token));
        table.Find(keys, tokens, 0, ids);
        Assert.Equal(-1, ids[0]);
        table.Add(token, Hash.Of(token));
        table.Find(keys, tokens, 0, ids);
        Assert.Equal(1, ids[0]);
    }

    [Fact]
    public void A_token_with_a_zero_byte_more_is_another_token()
    {
        var table = new TokenTable();
        for (var length = 1; length <= TokenTable.MaxTokenBytes; length++)
        {
            var token = new byte[length];
            Assert.Equal(-1, table.Find(token, 9));
            table.Add(token, 9);
        }
    }
}
