using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents tokens that change or move when others are added behind them, in either way of adding.</summary>
public sealed class TokenBufferTests
{
    [Fact]
    public void Tokens_come_back_in_order_however_they_were_added_and_however_often_memory_grew()
    {
        var tokens = new TokenBuffer();
        for (var round = 0; round < 3; round++)
        {
            tokens.Clear();
            var expected = new List<byte[]>();
            for (var i = 0; i < 2000; i++)
            {
                var token = RandomTokens.Bytes((ulong)i, i % 40);
                expected.Add(token);
                if (i % 3 == 0)
                {
                    tokens.Add(token);
                }
                else if (i % 3 == 1)
                {
                    token.CopyTo(tokens.Reserve(100));
                    tokens.Commit(token.Length);
                }
                else
                {
                    byte[] line = [1, 2, .. token, 3];
                    line.CopyTo(tokens.Reserve(line.Length));
                    Assert.Equal(line.Length + TokenBuffer.PaddingBytes, tokens.Keep(line.Length).Length);
                    tokens.Mark(2, token.Length);
                }
            }

            Assert.Equal(expected.Count, tokens.Count);
            Assert.Equal(expected.Sum(token => token.Length), tokens.Bytes);
            Assert.All(Enumerable.Range(0, tokens.Count), i => Assert.Equal(expected[i], tokens[i]));
        }
    }

    [Fact]
    public void A_text_that_fills_the_memory_to_the_last_byte_still_has_its_padding()
    {
        for (var length = 3900; length <= 4200; length++)
        {
            var tokens = new TokenBuffer();
            RandomTokens.Bytes(1, length).CopyTo(tokens.Reserve(length));
            Assert.Equal(length + TokenBuffer.PaddingBytes, tokens.Keep(length).Length);
            tokens.Mark(length - 1, 1);
            Assert.Equal(RandomTokens.Bytes(1, length)[^1..], tokens[0]);
        }
    }

    [Fact]
    public void A_place_beyond_the_last_token_is_an_error()
    {
        var tokens = new TokenBuffer();
        tokens.Add("a"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens[1].Length);
        tokens.Clear();
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens[0].Length);
    }
}
