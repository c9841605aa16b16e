using System.Text;

namespace StreamW2V.Host.Options;

/// <summary>
/// Writes the configuration file with every option at its default: the file that is shipped as <c>config/streamw2v.json</c>. Without
/// comments, though they are allowed when it is read, so that any JSON parser takes it.
/// </summary>
public static class ConfigurationText
{
    /// <summary>The text of the file.</summary>
    public static string Write()
    {
        var text = new StringBuilder("{\n");
        var sections = OptionCatalog.Sections.ToList();
        foreach (var section in sections)
        {
            text.Append($"  \"{section}\": {{\n");
            var options = OptionCatalog.Configurable.Where(option => option.Section == section).ToList();
            foreach (var option in options)
            {
                text.Append($"    \"{option.Key}\": {Literal(option)}{(option == options[^1] ? "" : ",")}\n");
            }

            text.Append(section == sections[^1] ? "  }\n" : "  },\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Literal(OptionDeclaration option) => (option.Kind, option.Default) switch
    {
        (OptionKind.Paths, null) => "[]",
        (_, null) => "null",
        (OptionKind.Integer or OptionKind.Number or OptionKind.Flag, var text) => text,
        (_, var text) => $"\"{text}\"",
    };
}
