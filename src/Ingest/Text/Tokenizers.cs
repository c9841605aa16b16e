namespace StreamW2V.Ingest.Text;

/// <summary>Makes tokenizers by kind or by their name on the command line.</summary>
public static class Tokenizers
{
    /// <summary>
    /// The longest token in bytes: 256. A longer one is a hash, a URL or unsegmented text; cut, it would be a word nobody wrote, so
    /// it is left out and counted.
    /// </summary>
    public const int MaxTokenBytes = 256;

    /// <summary>The names `--tokenizer` takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["whitespace", "unicode", "cjk"];

    /// <summary>A new tokenizer. <paramref name="lowercase"/> matters for whitespace only: the others always lower-case.</summary>
    public static ITokenizer Create(TokenizerKind kind, bool lowercase = false) => kind switch
    {
        TokenizerKind.Whitespace => new WhitespaceTokenizer(lowercase),
        TokenizerKind.Unicode => new UnicodeTokenizer(),
        TokenizerKind.Cjk => new CjkTokenizer(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A new tokenizer by name. <see cref="ArgumentException"/> with one clear line if there is none of that name.</summary>
    public static ITokenizer Create(string name, bool lowercase = false) =>
        TryParse(name, out var kind)
            ? Create(kind, lowercase)
            : throw new ArgumentException($"unknown tokenizer '{name}'; choose one of {string.Join(", ", Names)}");

    /// <summary>The kind called <paramref name="name"/>, in any case.</summary>
    public static bool TryParse(string? name, out TokenizerKind kind)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase))
            {
                kind = (TokenizerKind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
