namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options of section <c>output</c>, and those of the configuration itself.</summary>
public static class OutputDeclarations
{
    private const string Section = "output";

    /// <summary>JSON instead of tables.</summary>
    public static readonly OptionDeclaration Json = new()
    {
        Name = "json",
        Section = Section,
        Kind = OptionKind.Flag,
        Default = "false",
        Verbs = Verbs.All,
        Description = "Print the result as one line of JSON",
    };

    /// <summary>Time between progress lines.</summary>
    public static readonly OptionDeclaration ProgressEvery = new()
    {
        Name = "progress-every",
        Section = Section,
        Kind = OptionKind.Duration,
        Default = "10s",
        Minimum = 0,
        Maximum = 86400,
        Verbs = Verbs.Learning,
        Description = "Time between progress lines where standard error is no terminal; 0 prints none",
    };

    /// <summary>Least severe event that is logged.</summary>
    public static readonly OptionDeclaration LogLevel = new()
    {
        Name = "log-level",
        Section = Section,
        Kind = OptionKind.Choice,
        Choices = ["debug", "information", "warning", "error"],
        Default = "information",
        Verbs = Verbs.Learning,
        Description = "Least severe event that is written to standard error",
    };

    /// <summary>The configuration file.</summary>
    public static readonly OptionDeclaration Config = new()
    {
        Name = "config",
        Kind = OptionKind.Path,
        DefaultNote = "config/streamw2v.json beside the launcher",
        Verbs = Verbs.All,
        Description = "Configuration file; the environment and the command line take precedence over it",
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [Json, ProgressEvery, LogLevel, Config];
}
