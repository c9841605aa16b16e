using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>
/// Prevents tokens that depend on where in a block of a vectorized scan a byte lies: compares with the rules written character by character.
/// </summary>
public class TokenizerOracleTests
{
    // Some twice the width of a block, so that every byte comes to lie everywhere in one, and behind its end.
    private const int LongestLine = 140;

    private static readonly string[] Pieces =
    [
        " ", " ", " ", "  ", "\t", "\n", "\v", "\f", "\r", "\b", "\u000E", "\u001F", "!", "a", "Z", "0", "9", "/", ":", "@", "[", "`", "{", "\u007F", "\0",
        "word", "Longer-Word,", "\u0085", "\u00A0", "\u1680", "\u2000", "\u200A", "\u200B", "\u2028", "\u202F", "\u205F", "\u3000", "\u3001", "Â", "á", "É",
        "\u2019", "한", "Ⱥ", "e\u0301", "\U0001F600", "\uFFFD",
    ];

    private static readonly byte[] Leftovers = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\u3000 b,", 100)));

    private readonly TokenBuffer _tokens = new();

    [Fact]
    public void A_separator_or_character_at_any_place_gives_the_tokens_of_the_oracle()
    {
        foreach (var piece in Pieces)
        {
            var bytes = Encoding.UTF8.GetBytes(piece);
            for (var length = bytes.Length; length <= LongestLine; length++)
            {
                for (var at = length < LongestLine ? length - bytes.Length : 0; at <= length - bytes.Length; at++)
                {
                    var line = new byte[length];
                    line.AsSpan().Fill((byte)'X');
                    bytes.CopyTo(line, at);
                    Check(line);
                }
            }
        }
    }

    [Fact]
    public void Every_byte_at_every_place_gives_the_tokens_of_the_oracle()
    {
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < LongestLine; at++)
            {
                var line = new byte[LongestLine];
                line.AsSpan().Fill((byte)'x');
                line[at] = (byte)value;
                Check(line);
            }
        }
    }

    [Fact]
    public void Lines_of_random_pieces_give_the_tokens_of_the_oracle()
    {
        for (ulong seed = 1; seed <= 4000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var line = new List<byte>();
            var pieces = numbers.Next(80);
            var choice = seed % 2 == 0 ? Pieces.Length : 27;
            for (var i = 0; i < pieces; i++)
            {
                line.AddRange(Encoding.UTF8.GetBytes(Pieces[numbers.Next(choice)]));
                if (numbers.Next(200) == 0)
                {
                    line.AddRange(Enumerable.Repeat((byte)'q', 250 + numbers.Next(12)));
                }
            }

            Check([.. line]);
        }
    }

    [Fact]
    public void Random_bytes_give_the_tokens_of_the_oracle()
    {
        for (ulong seed = 1; seed <= 4000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var line = new byte[numbers.Next(200)];
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = (byte)numbers.Next(numbers.Next(8) == 0 ? 256 : 128);
            }

            Check(line);
        }
    }

    private void Check(byte[] line)
    {
        Compare(new WhitespaceTokenizer(), line, TokenOracle.Whitespace(line, lowercase: false, out var oversize), oversize);
        Compare(new WhitespaceTokenizer(lowercase: true), line, TokenOracle.Whitespace(line, lowercase: true, out oversize), oversize);
        Compare(new UnicodeTokenizer(), line, TokenOracle.Unicode(line, out oversize), oversize);
    }

    private void Compare(ITokenizer tokenizer, byte[] line, List<string> expected, long oversize)
    {
        // What an earlier, longer line has left in the buffer must not show.
        tokenizer.Tokenize(Leftovers, _tokens);
        tokenizer.Tokenize(line, _tokens);
        var actual = Enumerable.Range(0, _tokens.Count).Select(i => Encoding.UTF8.GetString(_tokens[i])).ToList();
        Assert.True(expected.SequenceEqual(actual), $"{tokenizer.GetType().Name} {Convert.ToHexString(line)}\nexpected {string.Join('|', expected)}\nactual   {string.Join('|', actual)}");
        Assert.Equal(oversize, tokenizer.OversizeTokens);
    }
}
