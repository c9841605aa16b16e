using StreamW2V.Query.Formats;

namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of one export or import; no file sets them.</summary>
public static class TransferDeclarations
{
    /// <summary>The form an export takes.</summary>
    public static readonly OptionDeclaration ExportFormat = new()
    {
        Name = "format",
        Kind = OptionKind.Choice,
        Choices = VectorFormats.ExportNames,
        Verbs = Verbs.Export,
        Required = true,
        Description = "Form to write",
    };

    /// <summary>The form an import has.</summary>
    public static readonly OptionDeclaration ImportFormat = new()
    {
        Name = "format",
        Kind = OptionKind.Choice,
        Choices = VectorFormats.ImportNames,
        Verbs = Verbs.Import,
        DefaultNote = "told from the first bytes",
        Description = "Form of the file",
    };

    /// <summary>Where an export goes.</summary>
    public static readonly OptionDeclaration Output = new()
    {
        Name = "output",
        Aliases = ["o"],
        Kind = OptionKind.Path,
        Required = true,
        Verbs = Verbs.Export,
        Description = "File to write; for npy and tensorboard the folder of their two files",
    };

    /// <summary>Words exported.</summary>
    public static readonly OptionDeclaration ExportTop = new()
    {
        Name = "top",
        Kind = OptionKind.Integer,
        DefaultNote = "all",
        Unit = "words",
        Minimum = 1,
        Maximum = int.MaxValue,
        Verbs = Verbs.Export,
        Description = "Write only this many of the most frequent words",
    };

    /// <summary>Programs with limits of their own.</summary>
    public static readonly OptionDeclaration Compatibility = new()
    {
        Name = "compat",
        Kind = OptionKind.Choice,
        Choices = ["c"],
        DefaultNote = "none",
        Verbs = Verbs.Export,
        Description = "c: warn of words that word2vec.c and its tools would cut",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [ExportFormat, ImportFormat, Output, ExportTop, Compatibility];
}
