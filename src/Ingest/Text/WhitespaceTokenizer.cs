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
    private const byte Ordinary = 0;
    private const byte AsciiSpace = 1;
    private const byte MaybeSpace = 2;

    private static readonly byte[] Kinds = MakeKinds();

    private readonly bool _lowercase;
    private byte[] _changed = [];

    /// <summary>A tokenizer that keeps case or lowers it.</summary>
    public WhitespaceTokenizer(bool lowercase = false) => _lowercase = lowercase;

    /// <inheritdoc/>
    public long OversizeTokens { get; private set; }

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        Split(Prepare(line), tokens);
    }

    private static byte[] MakeKinds()
    {
        var kinds = new byte[256];
        foreach (var space in " \t\n\v\f\r"u8)
        {
            kinds[space] = AsciiSpace;
        }

        // First bytes of U+0085 and U+00A0, U+1680, U+2000 to U+205F, U+3000.
        foreach (var lead in (ReadOnlySpan<byte>)[0xC2, 0xE1, 0xE2, 0xE3])
        {
            kinds[lead] = MaybeSpace;
        }

        return kinds;
    }

    private void Split(ReadOnlySpan<byte> line, TokenBuffer tokens)
    {
        ReadOnlySpan<byte> kinds = Kinds;
        var start = 0;
        for (var i = 0; i < line.Length;)
        {
            var kind = kinds[line[i]];
            if (kind == Ordinary)
            {
                i++;
                continue;
            }

            var used = 1;
            if (kind == MaybeSpace)
            {
                _ = Rune.DecodeFromUtf8(line[i..], out var rune, out used);
                if (!Rune.IsWhiteSpace(rune))
                {
                    i += used;
                    continue;
                }
            }

            Add(line[start..i], tokens);
            i += used;
            start = i;
        }

        Add(line[start..], tokens);
    }

    private void Add(ReadOnlySpan<byte> token, TokenBuffer tokens)
    {
        if (token.Length > Tokenizers.MaxTokenBytes)
        {
            OversizeTokens++;
        }
        else if (!token.IsEmpty)
        {
            tokens.Add(token);
        }
    }

    /// <summary>The line as it is, or repaired and lower-cased in scratch memory.</summary>
    private ReadOnlySpan<byte> Prepare(ReadOnlySpan<byte> line)
    {
        if (Ascii.IsValid(line))
        {
            if (!_lowercase)
            {
                return line;
            }

            _ = Ascii.ToLower(line, Scratch(line.Length), out var written);
            return _changed.AsSpan(0, written);
        }

        if (!_lowercase && Utf8.IsValid(line))
        {
            return line;
        }

        // One bad byte becomes three; lower-casing grows a character by less.
        var changed = Scratch(checked(line.Length * 3));
        var length = 0;
        while (!line.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(line, out var rune, out var used);
            line = line[used..];
            length += (_lowercase ? CharacterClasses.Lower(rune) : rune).EncodeToUtf8(changed[length..]);
        }

        return changed[..length];
    }

    private Span<byte> Scratch(int bytes)
    {
        if (_changed.Length < bytes)
        {
            _changed = new byte[Math.Max(bytes, _changed.Length * 2)];
        }

        return _changed;
    }
}
