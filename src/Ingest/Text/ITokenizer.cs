using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Cuts a line into tokens. Every token is valid UTF-8, has no whitespace in it and 1 to <see cref="Tokenizers.MaxTokenBytes"/>
/// bytes, whatever the line's bytes are. Keeps scratch memory and counters: one tokenizer per thread.
/// </summary>
public interface ITokenizer
{
    /// <summary>Tokens left out since construction because they were longer than <see cref="Tokenizers.MaxTokenBytes"/>.</summary>
    long OversizeTokens { get; }

    /// <summary>Replaces the content of <paramref name="tokens"/> by the tokens of <paramref name="line"/>, in order.</summary>
    void Tokenize(ReadOnlySpan<byte> line, TokenBuffer tokens);
}
