namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>text</c>: how lines become tokens.</summary>
public static class TextDeclarations
{
    private const string Section = "text";

    /// <summary>How a line is cut into tokens.</summary>
    public static readonly OptionDeclaration Tokenizer = new()
    {
        Name = "tokenizer",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["whitespace", "unicode", "cjk"],
        Default = "whitespace",
        Verbs = Verbs.Training,
        Description = "How a line is cut into tokens: at white space; into runs of letters, marks and digits of any script, lower-cased; or that with Han "
            + "and Hiragana characters one by one",
    };

    /// <summary>Whether letters are lowered.</summary>
    public static readonly OptionDeclaration Lowercase = new()
    {
        Name = "lowercase",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.Training,
        Description = "Lower all letters, in every script; unicode and cjk always do",
    };

    /// <summary>Bytes of a line that are kept.</summary>
    public static readonly OptionDeclaration MaxLine = new()
    {
        Name = "max-line",
        Section = Section,
        Kind = OptionKind.Size,
        Default = "1MiB",
        Minimum = 64,
        Maximum = 32d * 1024 * 1024,
        Verbs = Verbs.Training,
        Description = "Bytes of a line that are read; the rest is skipped and counted",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [Tokenizer, Lowercase, MaxLine];
}
