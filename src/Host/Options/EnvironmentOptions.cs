namespace StreamW2V.Host.Options;

/// <summary>Finds the options among the variables of the environment.</summary>
internal static class EnvironmentOptions
{
    /// <summary>What the names of our variables start with.</summary>
    public const string Prefix = "STREAMW2V__";

    /// <summary>
    /// The options set by <paramref name="variables"/>. Section and key are taken in any case, and the key with or without its
    /// underscores (<c>MIN_COUNT</c>, <c>MinCount</c>). A variable with our prefix and an unknown name is an error.
    /// </summary>
    public static IReadOnlyList<RawOption> Read(IReadOnlyDictionary<string, string> variables, List<string> errors)
    {
        var found = new List<RawOption>();
        foreach (var (name, text) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var declaration = OptionCatalog.Configurable.FirstOrDefault(option => Plain(option.EnvironmentName) == Plain(name));
            if (declaration is null)
            {
                var hint = NearestName.Hint(name, OptionCatalog.Configurable.Select(option => option.EnvironmentName));
                var advice = hint.Length > 0 ? hint : "; unset it, or see config/streamw2v.json for the names";
                errors.Add($"environment variable {name} is not an option{advice}");
                continue;
            }

            string[] texts = declaration.Kind == OptionKind.Paths ? text.Split(':', StringSplitOptions.RemoveEmptyEntries) : [text];
            found.Add(new RawOption(declaration, texts, OptionOrigin.Environment, name));
        }

        return found;
    }

    // Sections stay apart from keys by the double underscore; only single underscores are dropped.
    private static string Plain(string name) =>
        name.ToUpperInvariant().Replace("__", "\0", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
