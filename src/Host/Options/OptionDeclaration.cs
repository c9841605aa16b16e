using System.Text;

namespace StreamW2V.Host.Options;

/// <summary>
/// Everything there is to know about one option. Help, the shipped configuration file, the table of docs/options.md, reading and validation
/// all come from it, so that they cannot disagree.
/// </summary>
public sealed record OptionDeclaration
{
    /// <summary>The name on the command line without dashes, e.g. <c>min-count</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names without dashes; a name of one letter takes one dash.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The section of the configuration file, or null for an option that belongs to one command line only.</summary>
    public string? Section { get; init; }

    /// <summary>What its text means.</summary>
    public required OptionKind Kind { get; init; }

    /// <summary>
    /// The default as it would be typed; null when there is none, or when <see cref="DefaultNote"/> says how it is found.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>What an absent value means, in words, where <see cref="Default"/> is null.</summary>
    public string? DefaultNote { get; init; }

    /// <summary>The verbs that take it cannot do without it.</summary>
    public bool Required { get; init; }

    /// <summary>What is counted, e.g. <c>words</c>; empty when the kind says it.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Smallest valid value, in the unit of the kind.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest valid value, in the unit of the kind.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The valid words of a <see cref="OptionKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether it takes several values, separated by commas.</summary>
    public bool IsList { get; init; }

    /// <summary>One sentence for help and documents.</summary>
    public required string Description { get; init; }

    /// <summary>The verbs that take it.</summary>
    public required Verbs Verbs { get; init; }

    /// <summary>The key in the configuration file: the name in camel case, e.g. <c>minCount</c>, unless another is given.</summary>
    public string Key
    {
        get => field ?? CamelCase(Name);
        init;
    }

    /// <summary>Section and key as in messages, e.g. <c>model.minCount</c>.</summary>
    public string ConfigurationName => Section + "." + Key;

    /// <summary>The environment variable, e.g. <c>STREAMW2V__MODEL__MIN_COUNT</c>.</summary>
    public string EnvironmentName =>
        $"{EnvironmentOptions.Prefix}{Section}__{string.Concat(Key.Select(letter => char.IsUpper(letter) ? $"_{letter}" : $"{letter}"))}"
            .ToUpperInvariant();

    /// <summary>The name with its dashes, e.g. <c>--min-count</c>, <c>-k</c>.</summary>
    public string Flag => Dashed(Name);

    /// <summary>All names with their dashes, the main one first.</summary>
    public IEnumerable<string> Flags => Aliases.Select(Dashed).Prepend(Flag);

    /// <summary>The valid range in words, empty if there is none.</summary>
    public string Range => Kind == OptionKind.Choice
        ? string.Join(" | ", Choices)
        : (double.IsInfinity(Minimum), double.IsInfinity(Maximum)) switch
        {
            (true, true) => "",
            (false, true) => $"at least {OptionText.Bound(Kind, Minimum)}",
            (true, false) => $"at most {OptionText.Bound(Kind, Maximum)}",
            _ => $"{OptionText.Bound(Kind, Minimum)}..{OptionText.Bound(Kind, Maximum)}",
        };

    private static string Dashed(string name) => (name.Length == 1 ? "-" : "--") + name;

    private static string CamelCase(string name)
    {
        var text = new StringBuilder(name.Length);
        var upper = false;
        foreach (var letter in name)
        {
            if (letter == '-')
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }

        return text.ToString();
    }
}
