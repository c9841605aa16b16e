namespace StreamW2V.Host.Options.Declarations;

/// <summary>The options that say which generations are kept. They belong to the process and are not recorded with the store.</summary>
public static class KeepDeclarations
{
    private const string Section = "stream";

    /// <summary>Generations kept as they are.</summary>
    public static readonly OptionDeclaration Newest = new()
    {
        Name = "keep-generations",
        Aliases = ["keep"],
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "2",
        Unit = "generations",
        Minimum = 2,
        Maximum = 1_000_000,
        Verbs = Verbs.Learning,
        Description = "Newest generations kept as they are; the one before the newest is what recovery falls back to",
    };

    /// <summary>Hours of which the last generation is archived.</summary>
    public static readonly OptionDeclaration Hourly = Periods("hour", "hourly", "Archive the last generation of each of this many latest hours that have one");

    /// <summary>Days of which the last generation is archived.</summary>
    public static readonly OptionDeclaration Daily = Periods("day", "daily", "The same for days, which are those of UTC");

    /// <summary>Weeks of which the last generation is archived.</summary>
    public static readonly OptionDeclaration Weekly = Periods("week", "weekly", "The same for weeks, from Monday on");

    /// <summary>Months of which the last generation is archived.</summary>
    public static readonly OptionDeclaration Monthly = Periods("month", "monthly", "The same for months");

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [Newest, Hourly, Daily, Weekly, Monthly];

    private static OptionDeclaration Periods(string period, string name, string description) => new()
    {
        Name = "keep-" + name,
        Section = Section,
        Kind = OptionKind.Integer,
        Default = "0",
        Unit = period + "s",
        Minimum = 0,
        Maximum = 100_000,
        Verbs = Verbs.Learning,
        Description = description,
    };
}
