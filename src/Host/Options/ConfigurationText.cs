using System.Text;

namespace StreamW2V.Host.Options;

/// <summary>Writes the configuration file with every option at its default: the file that is shipped as <c>config/streamw2v.json</c>.</summary>
public static class ConfigurationText
{
    /// <summary>The file, with a comment above each key that says what it means and what is valid.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("// Every option of streamw2v at its default. The environment (STREAMW2V__SECTION__KEY) and the command line take precedence.\n");
        text.Append("// null: not set; the comment says what happens then. `streamw2v VERB --help` explains the options of a verb.\n{\n");
        var sections = OptionCatalog.Sections.ToList();
        foreach (var section in sections)
        {
            text.Append($"  \"{section}\": {{\n");
            var options = OptionCatalog.Configurable.Where(option => option.Section == section).ToList();
            foreach (var option in options)
            {
                text.Append($"    // {Comment(option)}\n");
                text.Append($"    \"{option.Key}\": {Literal(option)}{(option == options[^1] ? "" : ",")}\n");
            }

            text.Append(section == sections[^1] ? "  }\n" : "  },\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Comment(OptionDeclaration option)
    {
        var comment = new StringBuilder(option.Description);
        List<string> notes = [.. new[] { option.Unit, option.Range }.Where(note => note.Length > 0)];
        if (option.DefaultNote is { } note)
        {
            notes.Add("null: " + note);
        }

        return (notes.Count == 0 ? comment : comment.Append(" (").AppendJoin("; ", notes).Append(')')).ToString();
    }

    private static string Literal(OptionDeclaration option) => (option.Kind, option.Default) switch
    {
        (OptionKind.Paths, null) => "[]",
        (_, null) => "null",
        (OptionKind.Integer or OptionKind.Number or OptionKind.Flag, var text) => text,
        (_, var text) => $"\"{text}\"",
    };
}
