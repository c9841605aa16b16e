using System.Text;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>
/// Prevents a hash that is fast and different: sketches and tables of stores would be void. Covers every length around the words and batches of the fast ways.
/// </summary>
public sealed class TokenHashTests
{
    private static readonly byte[] Key = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>From CPython 3.11, whose hash of bytes is SipHash-1-3 with a key of zeros under PYTHONHASHSEED=0.</summary>
    [Theory]
    [InlineData("a", 0x407448d2b89b1813)]
    [InlineData("word", 0xac351257249182a8)]
    [InlineData("seven77", 0xa6db6108ea1ca0c6)]
    [InlineData("eight888", 0xde3012c86e77952f)]
    [InlineData("fifteen-letters", 0x8b12b4411efe0bb7)]
    [InlineData("sixteen--letters", 0xf4a80d12a4262947)]
    [InlineData("a token that is longer than three words", 0x2d297f0b903ca59b)]
    public void Another_implementation_gives_the_same_hashes(string token, ulong expected) =>
        Assert.Equal(expected, new TokenHash(new byte[16]).Of(Encoding.UTF8.GetBytes(token)));

    [Fact]
    public void Tokens_of_every_length_hash_as_the_definition_says()
    {
        var hash = new TokenHash(Key);
        for (var length = 0; length <= 300; length++)
        {
            var token = RandomTokens.Bytes((ulong)length, length);
            Assert.Equal(SipHashReference.Of(Key, token), hash.Of(token));
        }
    }

    [Fact]
    public void Tokens_hashed_together_hash_as_each_alone_whatever_stands_beside_them()
    {
        var hash = new TokenHash(Key);
        var keys = new TokenKeys(hash);
        var tokens = new TokenBuffer();
        for (ulong seed = 0; seed < 2000; seed++)
        {
            RandomTokens.Fill(tokens, seed);
            for (var first = 0; first < tokens.Count; first += keys.Count)
            {
                keys.Fill(tokens, first);
                Assert.Equal(Math.Min(TokenKeys.Capacity, tokens.Count - first), keys.Count);
                for (var i = 0; i < keys.Count; i++)
                {
                    var token = tokens[first + i];
                    Assert.Equal(SipHashReference.Of(Key, token), keys.Hashes[i]);
                    Assert.Equal(TokenKey.Of(token, keys.Hashes[i]), new TokenKey(keys.Heads[i], keys.Tails[i]));
                }
            }
        }
    }

    [Fact]
    public void Different_short_tokens_have_different_keys()
    {
        var seen = new HashSet<TokenKey>();
        for (var length = 1; length < TokenKey.LongBytes; length++)
        {
            var token = new byte[length];
            Assert.True(seen.Add(TokenKey.Of(token, 0)));
            for (var bit = 0; bit < 8 * length; bit++)
            {
                token[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(seen.Add(TokenKey.Of(token, 0)));
                token[bit / 8] = 0;
            }
        }

        Assert.All(seen, key => Assert.False(key.IsLong));
        Assert.True(TokenKey.Of(new byte[TokenKey.LongBytes], 5).IsLong);
        Assert.True(TokenKey.Of(new byte[256], 5).IsLong);
    }

    [Fact]
    public void The_draws_of_these_tests_cover_every_length()
    {
        var tokens = new TokenBuffer();
        var lengths = new HashSet<int>();
        for (ulong seed = 0; seed < 2000; seed++)
        {
            RandomTokens.Fill(tokens, seed);
            for (var i = 0; i < tokens.Count; i++)
            {
                lengths.Add(tokens[i].Length);
            }
        }

        Assert.Equal(TokenTable.MaxTokenBytes, lengths.Count);
    }
}
