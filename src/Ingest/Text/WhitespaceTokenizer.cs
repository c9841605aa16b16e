using System.Text;
using System.Text.Unicode;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Tokens are what stands between whitespace: ASCII whitespace and the Unicode spaces (White_Space, such as U+00A0 and U+3000). Case is
/// kept, or lowered character by character. An ill-formed sequence becomes U+FFFD.
/// </summary>
public sealed class WhitespaceTokenizer : ITokenizer
{
    private readonly bool _lowercase;

    /// <summary>A tokenizer that keeps case or lowers it.</summary>
    public WhitespaceTokenizer(bool lowercase = false) => _lowercase = lowercase;

    /// <inheritdoc/>
    public long OversizeTokens { get; private set; }

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        OversizeTokens += SeparatorSplitter.Split<WhitespaceSeparators>(Take(line, tokens), tokens);
    }

    /// <summary>Copies the line into the buffer as it is, or repaired and lower-cased.</summary>
    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        if (_lowercase && Ascii.IsValid(line))
        {
            _ = Ascii.ToLower(line, tokens.Reserve(line.Length), out var written);
            return tokens.Keep(written);
        }

        if (!_lowercase && Utf8.IsValid(line))
        {
            line.CopyTo(tokens.Reserve(line.Length));
            return tokens.Keep(line.Length);
        }

        // One bad byte becomes three; lower-casing grows a character by less.
        var changed = tokens.Reserve(checked(line.Length * 3));
        var length = 0;
        while (!line.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(line, out var rune, out var used);
            line = line[used..];
            length += (_lowercase ? CharacterClasses.Lower(rune) : rune).EncodeToUtf8(changed[length..]);
        }

        return tokens.Keep(length);
    }
}
