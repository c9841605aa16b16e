using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>
/// Prevents a vocabulary of fragments: wrong word borders, missing lower case in a script, half characters, or words that other programs
/// cannot load because they hold a space or invalid UTF-8.
/// </summary>
public class TokenizerTests
{
    [Theory]
    [InlineData("whitespace", "The cat, 3.14 don't \t\v\f e-mail", "The|cat,|3.14|don't|e-mail")]
    [InlineData("whitespace", "a\u00A0b\u2003c\u3000d\u0085e\u2028f\u1680g\u205Fh\u202Fi\u200Bj\uFEFFk", "a|b|c|d|e|f|g|h|i\u200Bj\uFEFFk")]
    [InlineData("whitespace", "I ❤️ 👩‍👩‍👧 ok", "I|❤️|👩‍👩‍👧|ok")]
    [InlineData("whitespace", "â ã Â á £ €", "â|ã|Â|á|£|€")]
    [InlineData("whitespace", "  ", "")]
    [InlineData("whitespace", "", "")]
    [InlineData("unicode", "The cat, 3.14 don't snake_case e-mail x2", "the|cat|3|14|don|t|snake|case|e|mail|x2")]
    [InlineData("unicode", "Straße STRAẞE Über Äpfel-ÖL", "straße|straße|über|äpfel|öl")]
    [InlineData("unicode", "École ЖУРНАЛ Ωμέγα ԱԲԳ ⱯⱭ Ⱥ", "école|журнал|ωμέγα|աբգ|ɐɑ|ⱥ")]
    [InlineData("unicode", "ᎠᏂᏴᏫᏯ ꭰ ᏸ", "ꭰꮒᏼꮻꮿ|ꭰ|ᏸ")]
    [InlineData("unicode", "e\u0301cole a\u0308\u0323b \u0301x", "e\u0301cole|a\u0308\u0323b|x")]
    [InlineData("unicode", "हिन्दी العَرَبِيَّة ไทย 한국어", "हिन्दी|العَرَبِيَّة|ไทย|한국어")]
    [InlineData("unicode", "I ❤️ 👩‍👩‍👧 1️⃣ 👍🏽ok 🇩🇪", "i|1\uFE0F\u20E3|ok")]
    [InlineData("unicode", "日本語テスト 中文。测试", "日本語テスト|中文|测试")]
    [InlineData("unicode", "𝐀𝐁 𐐀𐐁 𠀀x", "𝐀𝐁|𐐨𐐩|𠀀x")]
    [InlineData("unicode", "١٢٣ Ⅷ ½ m²", "١٢٣|ⅷ|½|m²")]
    [InlineData("unicode", "", "")]
    [InlineData("cjk", "我爱北京GPU4天安门", "我|爱|北|京|gpu4|天|安|门")]
    [InlineData("cjk", "東京タワーへ行くTシャツ。", "東|京|タワー|へ|行|く|t|シャツ")]
    [InlineData("cjk", "らーめん 人々 が\u3099 ｶﾞｰﾄﾞ ・カ・キ", "らー|め|ん|人|々|が\u3099|ｶﾞｰﾄﾞ|カ|キ")]
    [InlineData("cjk", "𠀀𪛖 〇 한국어 Größe", "𠀀|𪛖|〇|한국어|größe")]
    [InlineData("cjk", "葛\U000E0100城", "葛\U000E0100|城")]
    public void A_line_becomes_the_tokens_a_reader_expects(string name, string line, string expected) =>
        Assert.Equal(expected, string.Join('|', Tokens(Tokenizers.Create(name), Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData("The Straße ÉCOLE", "the|straße|école")]
    [InlineData("ALL ASCII, Only", "all|ascii,|only")]
    [InlineData("ᎠᏂ Ж\u3000Ⱥ", "ꭰꮒ|ж|ⱥ")]
    public void Whitespace_lowers_case_when_asked_to(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', Tokens(Tokenizers.Create("Whitespace", lowercase: true), Encoding.UTF8.GetBytes(line))));

    /// <summary>The invariant-globalization mode must not reduce case mapping to ASCII.</summary>
    [Theory]
    [InlineData('É', 'é')]
    [InlineData('Ж', 'ж')]
    [InlineData('\u13A0', '\uAB70')]
    [InlineData('ẞ', 'ß')]
    [InlineData('\u212A', 'k')]
    public void Lower_case_covers_all_of_Unicode(char upper, char lower) =>
        Assert.Equal(new Rune(lower), CharacterClasses.Lower(new Rune(upper)));

    /// <summary>The tables against the framework, character by character.</summary>
    [Fact]
    public void Tables_agree_with_the_categories_and_case_of_every_character()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                var category = Rune.GetUnicodeCategory(rune).ToString();
                var expected = category.EndsWith("Mark", StringComparison.Ordinal) ? CharacterClass.Extender
                    : Rune.IsLetterOrDigit(rune) || category.EndsWith("Number", StringComparison.Ordinal) ? CharacterClass.Word
                    : CharacterClass.Separator;
                Assert.Equal(expected, CharacterClasses.Unicode[rune]);
                Assert.Equal(Rune.ToLowerInvariant(rune), CharacterClasses.Lower(rune));
            }
        }
    }

    [Theory]
    [InlineData("whitespace", "x")]
    [InlineData("whitespace", "ü")]
    [InlineData("unicode", "x")]
    [InlineData("unicode", "ü")]
    [InlineData("unicode", "\U00010428")]
    [InlineData("cjk", "ア")]
    public void A_token_over_256_bytes_is_left_out_and_counted(string name, string letter)
    {
        var tokenizer = Tokenizers.Create(name);
        var size = Encoding.UTF8.GetByteCount(letter);
        var fits = string.Concat(Enumerable.Repeat(letter, Tokenizers.MaxTokenBytes / size));
        var line = $"a {fits} b {fits + letter} c {fits + fits} d";
        Assert.Equal(["a", fits, "b", "c", "d"], Tokens(tokenizer, Encoding.UTF8.GetBytes(line)));
        Assert.Equal(2, tokenizer.OversizeTokens);
    }

    /// <summary>
    /// Lower-casing can make a character longer (U+023A: 2 bytes, U+2C65: 3): the limit holds for the token that comes out.
    /// </summary>
    [Fact]
    public void The_limit_counts_the_lower_cased_token()
    {
        var line = new string('\u023A', 86);
        var tokenizer = Tokenizers.Create("unicode");
        Assert.Empty(Tokens(tokenizer, Encoding.UTF8.GetBytes(line)));
        Assert.Equal(1, tokenizer.OversizeTokens);
        Assert.Empty(Tokens(Tokenizers.Create("whitespace", lowercase: true), Encoding.UTF8.GetBytes(line)));
        Assert.Single(Tokens(Tokenizers.Create("whitespace"), Encoding.UTF8.GetBytes(line)));
    }

    [Theory]
    [InlineData("whitespace", false)]
    [InlineData("whitespace", true)]
    [InlineData("unicode", true)]
    [InlineData("cjk", true)]
    public void Random_bytes_never_give_an_invalid_token(string name, bool lowercase)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var tokenizer = Tokenizers.Create(name, lowercase);
        var tokens = new TokenBuffer();
        for (ulong seed = 1; seed <= 5000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var line = new byte[numbers.Next(400)];
            for (var i = 0; i < line.Length; i++)
            {
                // Half of the bytes from those that begin or continue characters of several bytes.
                line[i] = (byte)(numbers.Next(2) == 0 ? numbers.Next(256) : 0x80 + numbers.Next(128));
            }

            tokenizer.Tokenize(line, tokens);
            for (var i = 0; i < tokens.Count; i++)
            {
                var token = strict.GetString(tokens[i]);
                Assert.InRange(tokens[i].Length, 1, Tokenizers.MaxTokenBytes);
                Assert.DoesNotContain(token, char.IsWhiteSpace);
            }
        }
    }

    [Fact]
    public void Tokenizing_allocates_nothing_once_its_buffers_have_grown()
    {
        var line = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Some ordinary Wörter und 日本語テキスト, ", 50)));
        var tokens = new TokenBuffer();
        foreach (var tokenizer in Tokenizers.Names.Select(name => Tokenizers.Create(name, lowercase: true)))
        {
            long allocated = 0;
            for (var round = 0; round < 20; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                tokenizer.Tokenize(line, tokens);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.Equal(0, allocated);
        }
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Tokenizers.Create("spaces"));
        Assert.Contains("whitespace, unicode, cjk", error.Message, StringComparison.Ordinal);
    }

    private static List<string> Tokens(ITokenizer tokenizer, byte[] line)
    {
        var tokens = new TokenBuffer();
        tokens.Add("left over from the line before"u8);
        tokenizer.Tokenize(line, tokens);
        return [.. Enumerable.Range(0, tokens.Count).Select(i => Encoding.UTF8.GetString(tokens[i]))];
    }
}
