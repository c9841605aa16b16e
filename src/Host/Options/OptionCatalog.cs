using StreamW2V.Host.Options.Declarations;

namespace StreamW2V.Host.Options;

/// <summary>All options of all verbs, each declared once.</summary>
public static class OptionCatalog
{
    /// <summary>Titles of help and the order of sections in the configuration file.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<OptionDeclaration> Options)> Groups { get; } =
    [
        ("Store", StoreDeclarations.All),
        ("Stream", StreamDeclarations.All),
        ("What is kept", KeepDeclarations.All),
        ("Query", QueryDeclarations.All),
        ("Comparison", ReportDeclarations.All),
        ("Files", TransferDeclarations.All),
        ("Model and training", ModelDeclarations.All),
        ("Text", TextDeclarations.All),
        ("Measurement", BenchDeclarations.All),
        ("Output", OutputDeclarations.All),
    ];

    /// <summary>Every declaration.</summary>
    public static IReadOnlyList<OptionDeclaration> All { get; } = [.. Groups.SelectMany(group => group.Options)];

    /// <summary>Those that the configuration file and the environment can set.</summary>
    public static IReadOnlyList<OptionDeclaration> Configurable { get; } = [.. All.Where(option => option.Section is not null)];

    /// <summary>The options of one verb, in the order of help.</summary>
    public static IEnumerable<OptionDeclaration> Of(Verbs verb) => All.Where(option => (option.Verbs & verb) != 0);

    /// <summary>The sections of the configuration file, in its order.</summary>
    public static IEnumerable<string> Sections => Configurable.Select(option => option.Section!).Distinct();
}
