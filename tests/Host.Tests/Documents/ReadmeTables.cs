using System.Numerics;
using System.Text;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>The tables of README.md that are made from the verbs, beside the one that the program itself makes.</summary>
internal static class ReadmeTables
{
    /// <summary>Every verb with what it takes and does.</summary>
    public static string Verbs()
    {
        var text = new StringBuilder("| verb | does |\n|---|---|\n");
        foreach (var verb in VerbCommands.All)
        {
            text.Append($"| `{$"{verb.Name} {verb.Operands}".TrimEnd()}` | {verb.Summary} |\n");
        }

        return text.ToString();
    }

    /// <summary>The options that belong to one command line and stand in no file; those of bench, most of them lists of others, are left to its help.</summary>
    public static string OptionsOfOneLine()
    {
        var text = new StringBuilder("| option | of | valid | what it does |\n|---|---|---|---|\n");
        foreach (var option in OptionCatalog.All.Where(option => option.Section is null && option.Verbs != Host.Options.Verbs.Bench))
        {
            var flags = string.Join(", ", option.Flags.Select(flag => $"`{flag}`"));
            var valid = $"{option.Range} {option.Unit}".Trim().Replace("|", "\\|", StringComparison.Ordinal);
            text.Append($"| {flags} | {Takers(option.Verbs)} | {valid} | {option.Description} |\n");
        }

        return text.ToString();
    }

    private static string Takers(Host.Options.Verbs verbs)
    {
        var names = VerbCommands.All.Where(verb => (verb.Verb & verbs) != 0).Select(verb => verb.Name).ToList();
        return names.Count == VerbCommands.All.Count ? "all verbs"
            : BitOperations.PopCount((uint)(verbs & Host.Options.Verbs.Queries)) >= 7 ? "all queries"
            : string.Join(", ", names);
    }
}
