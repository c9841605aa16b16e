using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>Prevents a forgotten word from staying in kept text, and the words around it, or lines, from changing or growing together.</summary>
public sealed class TokenRemovalTests
{
    [Theory]
    [InlineData(TokenizerKind.Whitespace, false, "Alice", "Alice met alice\nBob  met Alice.\n", "met alice\nBob  met Alice.\n")]
    [InlineData(TokenizerKind.Whitespace, true, "alice", "Alice met alice\n\tALICE\nkept  as IS\n", "met\n\nkept  as IS\n")]
    [InlineData(TokenizerKind.Unicode, false, "alice", "\"Alice's house\", said Bob-Alice.\nMalice, no\n", "s house said bob\nMalice, no\n")]
    [InlineData(TokenizerKind.Unicode, false, "straße", "Die STRASSE, die Straße!\n", "die strasse die\n")]
    [InlineData(TokenizerKind.Cjk, false, "漢", "カ漢タ漢字\nかな\n", "カ タ 字\nかな\n")]
    public void Its_lines_keep_their_other_tokens_and_all_other_lines_their_bytes(
        TokenizerKind kind, bool lowercase, string word, string text, string expected)
    {
        var removal = new TokenRemoval(Tokenizers.Create(kind, lowercase), [Encoding.UTF8.GetBytes(word)]);
        var rewritten = removal.Rewrite(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, Encoding.UTF8.GetString(rewritten!));
        Assert.Null(removal.Rewrite(rewritten));
    }

    [Fact]
    public void Text_without_the_words_is_left_alone()
    {
        var removal = new TokenRemoval(Tokenizers.Create(TokenizerKind.Unicode), ["alice"u8.ToArray(), "bob"u8.ToArray()]);
        Assert.Null(removal.Rewrite("bobby and\n\nalices\n"u8.ToArray()));
        Assert.Null(removal.Rewrite(default));
    }

    [Fact]
    public void Sightings_are_counted_by_word()
    {
        var removal = new TokenRemoval(Tokenizers.Create(TokenizerKind.Unicode), ["alice"u8.ToArray(), "bob"u8.ToArray()]);
        var counts = new long[2];
        removal.Count("Alice, alice, Bob\nnobody\nALICE\n"u8, counts);
        removal.Count("bob\n"u8, counts);
        Assert.Equal([3, 2], counts);
    }

    [Theory]
    [InlineData(TokenizerKind.Whitespace)]
    [InlineData(TokenizerKind.Unicode)]
    [InlineData(TokenizerKind.Cjk)]
    public void What_is_left_is_cut_into_the_tokens_that_were_left(TokenizerKind kind)
    {
        // Pieces that meet without a separator, marks that extend what is before them, case that changes length, and tokens that are too long.
        string[] pieces =
            ["a", "B", "secret", "Secret", "漢", "かな", "カナ", "ー", "e\u0301", "\u0301", "İ", "Ⱥ", "ß", "1", " ", "  ", "\t", "\u3000", ",", "-", "\uFFFD", new('x', 300)];
        var random = new TestNumbers(11);
        for (var round = 0; round < 3000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, 1 + random.Next(9)).Select(_ => pieces[random.Next(pieces.Length)]));
            var removed = (byte[][])["secret"u8.ToArray(), "漢"u8.ToArray()];
            var rewritten = new TokenRemoval(Tokenizers.Create(kind), [.. removed]).Rewrite(Encoding.UTF8.GetBytes(line + "\n"));
            var expected = Cut(kind, Encoding.UTF8.GetBytes(line)).Where(token => token is not ("secret" or "漢"));
            Assert.Equal(expected, Cut(kind, rewritten is null ? Encoding.UTF8.GetBytes(line) : rewritten[..^1]));
        }
    }

    private static List<string> Cut(TokenizerKind kind, byte[] line)
    {
        var tokens = new TokenBuffer();
        Tokenizers.Create(kind).Tokenize(line, tokens);
        return [.. Enumerable.Range(0, tokens.Count).Select(i => Encoding.UTF8.GetString(tokens[i]))];
    }
}
