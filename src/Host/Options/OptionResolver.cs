namespace StreamW2V.Host.Options;

/// <summary>Lays defaults, file, environment and command line over each other and reads the texts. All errors are collected.</summary>
internal static class OptionResolver
{
    /// <summary>
    /// The values of every option. A value that cannot be read or is out of range is added to <paramref name="errors"/>, whichever
    /// layer holds it, and the layer below shows through, so that one mistake is reported once.
    /// </summary>
    /// <param name="layers">What was found, in any order.</param>
    /// <param name="cores">Cores of this machine, for the message about <c>--threads</c>.</param>
    /// <param name="errors">Takes the errors.</param>
    public static OptionValues Resolve(IEnumerable<RawOption> layers, int cores, List<string> errors)
    {
        var values = OptionCatalog.All.ToDictionary(option => option, Default);
        foreach (var raw in layers.OrderBy(raw => raw.Origin))
        {
            if (Read(raw, cores, errors) is { } value)
            {
                values[raw.Declaration] = value;
            }
        }

        return new OptionValues(values);
    }

    private static OptionValue Default(OptionDeclaration option)
    {
        if (option.Default is null)
        {
            return new OptionValue(null, null, OptionOrigin.Default, "default");
        }

        var value = OptionText.Read(option, option.Default, out var error);
        return error is null
            ? new OptionValue(value, option.Default, OptionOrigin.Default, "default")
            : throw new InvalidOperationException($"The default of {option.Flag} is not valid: {error}");
    }

    private static OptionValue? Read(RawOption raw, int cores, List<string> errors)
    {
        var values = new List<string>();
        object? value = null;
        foreach (var text in raw.Texts)
        {
            value = OptionText.Read(raw.Declaration, text, out var error);
            if (error is not null)
            {
                var machine = raw.Declaration == Declarations.ModelDeclarations.Threads
                    ? $" (this machine has {cores} {(cores == 1 ? "core" : "cores")})"
                    : "";
                errors.Add($"{raw.Where} {Shown(text)}: {error}{machine}");
                return null;
            }

            values.Add(text);
        }

        return new OptionValue(raw.Declaration.Kind == OptionKind.Paths ? values : value, string.Join(':', values), raw.Origin, raw.Where);
    }

    private static string Shown(string text) => text.Length == 0 ? "\"\"" : text;
}
