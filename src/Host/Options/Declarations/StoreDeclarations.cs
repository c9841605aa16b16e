namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>store</c>: where the model lives.</summary>
public static class StoreDeclarations
{
    private const string Section = "store";

    /// <summary>The folder.</summary>
    public static readonly OptionDeclaration Store = new()
    {
        Name = "store",
        Section = Section,
        Key = "dir",
        Kind = OptionKind.Path,
        Default = "store",
        Verbs = Verbs.All & ~Verbs.Bench,
        Description = "Folder of the model, in the current folder unless told otherwise; run, train and import create it",
    };

    /// <summary>How live matrices are mapped.</summary>
    public static readonly OptionDeclaration Mapping = new()
    {
        Name = "mapping",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["auto", "private", "huge", "shared"],
        Default = "auto",
        Verbs = Verbs.Learning,
        Description = "Matrices: copy-on-write pages of the newest generation, huge pages it is loaded into, or a scratch file, for rows that exceed memory; auto is private where all fits into memory, else shared",
    };

    /// <summary>The memory by which the mapping is chosen.</summary>
    public static readonly OptionDeclaration MemoryLimit = new()
    {
        Name = "memory-limit",
        Section = Section,
        Kind = OptionKind.Size,
        Default = "0",
        Minimum = 0,
        Verbs = Verbs.Learning,
        Description = "Memory to choose --mapping auto by; 0 takes what machine and control groups allow",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [Store, Mapping, MemoryLimit];
}
