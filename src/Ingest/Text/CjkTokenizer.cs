using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// For Chinese and Japanese without a dictionary: each Han and Hiragana character is a token, with the marks that follow it; runs of
/// Katakana stay whole; everything else is as in <see cref="UnicodeTokenizer"/>.
/// </summary>
public sealed class CjkTokenizer : ITokenizer
{
    private readonly UnicodeTokenizer _runs = new(CharacterClasses.Cjk);

    /// <inheritdoc/>
    public long OversizeTokens => _runs.OversizeTokens;

    /// <inheritdoc/>
    public void Tokenize(ReadOnlySpan<byte> line, TokenBuffer tokens) => _runs.Tokenize(line, tokens);
}
