using StreamW2V.Ingest.Text;

namespace StreamW2V.Host.Options;

/// <summary>How lines become tokens.</summary>
public sealed record TextOptions
{
    /// <summary>How a line is cut.</summary>
    public TokenizerKind Tokenizer { get; init; } = TokenizerKind.Whitespace;

    /// <summary>Lower all letters.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Bytes of a line that are read; the rest of the line is skipped and counted.</summary>
    public int MaxLine { get; init; } = 1 << 20;
}
