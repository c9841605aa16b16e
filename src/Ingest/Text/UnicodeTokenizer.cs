using System.Text;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Tokens are runs of letters, marks and digits of any script, lower-cased; everything else separates, apostrophe and hyphen too: kept
/// inside words they would spread one word's counts over its spellings (don't, don’t, e-mail, e‑mail), and the parts are common words with
/// good vectors. A mark goes on with a token but starts none, so that an emoji's variation selector is no word.
/// </summary>
public sealed class UnicodeTokenizer : ITokenizer
{
    // The longest token plus the character that makes it too long; from there on nothing is written.
    private const int RoomBytes = Tokenizers.MaxTokenBytes + 4;

    private readonly CharacterClasses _classes;

    /// <summary>A tokenizer for text in which something separates the words.</summary>
    public UnicodeTokenizer()
        : this(CharacterClasses.Unicode)
    {
    }

    internal UnicodeTokenizer(CharacterClasses classes) => _classes = classes;

    /// <inheritdoc/>
    public long OversizeTokens { get; private set; }

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        if (Ascii.IsValid(line))
        {
            _ = Ascii.ToLower(line, tokens.Reserve(line.Length), out var written);
            OversizeTokens += SeparatorSplitter.Split<AsciiSeparators>(tokens.Keep(written), tokens);
        }
        else
        {
            TokenizeRunes(line, tokens);
        }
    }

    private void TokenizeRunes(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        ReadOnlySpan<byte> letters = _classes.AsciiLetters;
        var token = tokens.Reserve(RoomBytes);
        var length = 0;
        var open = CharacterClass.Separator;
        for (var i = 0; i < line.Length;)
        {
            if (line[i] < 0x80)
            {
                var letter = letters[line[i++]];
                if (letter != 0 && open == CharacterClass.Word)
                {
                    if (length <= Tokenizers.MaxTokenBytes)
                    {
                        token[length++] = letter;
                    }

                    continue;
                }

                token = Close(tokens, token, length);
                length = 0;
                open = CharacterClass.Separator;
                if (letter != 0)
                {
                    token[length++] = letter;
                    open = CharacterClass.Word;
                }

                continue;
            }

            // An ill-formed sequence decodes to U+FFFD, which separates.
            _ = Rune.DecodeFromUtf8(line[i..], out var rune, out var used);
            i += used;
            var next = _classes[rune];
            if (next == CharacterClass.Extender)
            {
                next = open;
            }
            else if (next != open || next == CharacterClass.Single)
            {
                token = Close(tokens, token, length);
                length = 0;
                open = next;
            }

            if (next != CharacterClass.Separator && length <= Tokenizers.MaxTokenBytes)
            {
                length += CharacterClasses.Lower(rune).EncodeToUtf8(token[length..]);
            }
        }

        Close(tokens, token, length);
    }

    private Span<byte> Close(TokenBuffer tokens, Span<byte> token, int length)
    {
        if (length == 0)
        {
            return token;
        }

        if (length > Tokenizers.MaxTokenBytes)
        {
            OversizeTokens++;
            return token;
        }

        tokens.Commit(length);
        return tokens.Reserve(RoomBytes);
    }
}
