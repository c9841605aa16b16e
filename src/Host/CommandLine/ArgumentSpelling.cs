using StreamW2V.Host.Options;

namespace StreamW2V.Host.CommandLine;

/// <summary>
/// Brings the spellings of other programs' options to ours before they are parsed: one dash or two, underscores or capitals for
/// dashes (<c>-size</c>, <c>--vector_size</c>, <c>-minCount</c>), aliases, and flags with or without a value
/// (<c>--lowercase</c>, <c>--cbow 1</c>).
/// </summary>
internal static class ArgumentSpelling
{
    /// <summary>
    /// The arguments behind the verb with every known option as <c>--name=value</c> and every flag as <c>--name=true|false</c>.
    /// Arguments that name no option of <paramref name="verb"/> stay as they are. <paramref name="literal"/> is the number of
    /// arguments behind <c>--</c>.
    /// </summary>
    public static IReadOnlyList<string> Normalize(IReadOnlyList<string> arguments, Verbs verb, out int literal)
    {
        var names = new Dictionary<string, OptionDeclaration>(StringComparer.Ordinal);
        foreach (var option in OptionCatalog.Of(verb))
        {
            foreach (var flag in option.Flags)
            {
                names.Add(Plain(flag), option);
            }
        }

        literal = 0;
        var result = new List<string>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                literal = arguments.Count - i - 1;
                result.AddRange(arguments.Skip(i));
                break;
            }

            var equals = argument.IndexOf('=');
            var name = equals < 0 ? argument : argument[..equals];
            if (argument.Length < 2 || argument[0] != '-' || !names.TryGetValue(Plain(name), out var declaration))
            {
                result.Add(argument);
                continue;
            }

            if (declaration.Kind == OptionKind.Flag)
            {
                var text = equals >= 0 ? argument[(equals + 1)..]
                    : i + 1 < arguments.Count && IsFlagValue(arguments[i + 1]) ? arguments[++i]
                    : "true";
                result.Add($"{declaration.Flag}={text}");
                continue;
            }

            // Joined with = so that a value that starts with a dash stays a value.
            var value = equals >= 0 ? argument[equals..]
                : i + 1 < arguments.Count && arguments[i + 1] != "--" ? "=" + arguments[++i]
                : "";
            result.Add(declaration.Flag + value);
        }

        return result;
    }

    /// <summary>A name reduced to what the spellings have in common.</summary>
    public static string Plain(string name) =>
        name.TrimStart('-') is { Length: > 1 } stripped
            ? stripped.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()
            : name.TrimStart('-');

    // "yes" and "on" are words somebody may ask about; only these four can stand apart from their flag.
    private static bool IsFlagValue(string argument) => argument is "0" or "1" or "true" or "false";
}
