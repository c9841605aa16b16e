using System.Text;

namespace StreamW2V.Host.Options;

/// <summary>Writes the table of options that docs/options.md shows; a test compares the two.</summary>
public static class OptionTable
{
    /// <summary>The Markdown table of every option that the configuration file and the environment can set.</summary>
    public static string Write()
    {
        var text = new StringBuilder("| option | configuration | default | valid | what it does |\n|---|---|---|---|---|\n");
        foreach (var option in OptionCatalog.Configurable)
        {
            var flags = string.Join(", ", option.Flags.Select(flag => $"`{flag}`"));
            var valid = $"{option.Range} {option.Unit}".Trim().Replace("|", "\\|", StringComparison.Ordinal);
            var standard = option.Default is { } given ? $"`{given}`" : option.DefaultNote ?? (option.Required ? "must be given" : "");
            text.Append($"| {flags} | `{option.ConfigurationName}` | {standard} | {valid} | {option.Description} |\n");
        }

        return text.ToString();
    }
}
