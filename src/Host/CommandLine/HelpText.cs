using System.Text;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;

namespace StreamW2V.Host.CommandLine;

/// <summary>Writes help from the verbs and the declared options.</summary>
internal static class HelpText
{
    private const string Precedence = "Options come from, in rising precedence: defaults, the configuration file (--config FILE, otherwise "
        + "config/streamw2v.json beside the launcher), the environment (STREAMW2V__SECTION__KEY), the command line. "
        + "One dash works like two.";

    private const string ExitCodes = "Exit codes: 0 done, 1 failed, 2 usage, 65 bad data, 70 internal error, 74 I/O error, "
        + "75 store locked by another process.";

    private static readonly (string Title, Verbs Verbs)[] VerbGroups =
    [
        ("Learn", Verbs.Learning),
        ("Ask", (Verbs.Queries & ~Verbs.Export) | Verbs.Drift),
        ("Exchange", Verbs.Export | Verbs.Import),
        ("Look after a store", Verbs.Upkeep),
        ("Measure", Verbs.Bench),
    ];

    /// <summary>Help of the program: what it is, its verbs, where options come from, exit codes.</summary>
    public static string OfProgram(IReadOnlyList<IVerbCommand> verbs, int width)
    {
        var text = new StringBuilder("streamw2v: word vectors that never stop learning\n\nUsage: streamw2v VERB [options]\n");
        foreach (var (title, group) in VerbGroups)
        {
            var members = verbs.Where(verb => (verb.Verb & group) != 0).ToList();
            if (members.Count == 0)
            {
                continue;
            }

            text.Append('\n').Append(title).Append('\n');
            foreach (var verb in members)
            {
                Column(text, $"{verb.Name} {verb.Operands}".TrimEnd(), verb.Summary, 24, width);
            }
        }

        text.Append("\nstreamw2v VERB --help explains a verb and lists its options. Start with\n");
        var starters = verbs.Where(verb => (verb.Verb & (Verbs.Learning | Verbs.Nn)) != 0);
        foreach (var example in starters.SelectMany(verb => verb.Examples.Take(1)))
        {
            text.Append("  ").Append(example).Append('\n');
        }

        text.Append('\n');
        Wrapped(text, Precedence, 0, 0, width);
        text.Append('\n');
        Wrapped(text, ExitCodes, 0, 0, width);
        return text.ToString();
    }

    /// <summary>Help of one verb: usage, what to know, options with defaults and ranges, examples.</summary>
    public static string OfVerb(IVerbCommand verb, int width)
    {
        var text = new StringBuilder($"streamw2v {verb.Name}: {verb.Summary}\n\n");
        var store = (StoreDeclarations.Store.Verbs & verb.Verb) != 0 ? "--store DIR " : "";
        text.Append($"Usage: streamw2v {verb.Name} {(verb.Operands.Length > 0 ? verb.Operands + " " : "")}{store}[options]\n");
        if (verb.Details.Length > 0)
        {
            text.Append('\n');
            Wrapped(text, verb.Details, 0, 0, width);
        }

        foreach (var (title, options) in OptionCatalog.Groups)
        {
            var taken = options.Where(option => (option.Verbs & verb.Verb) != 0).ToList();
            if (taken.Count == 0)
            {
                continue;
            }

            text.Append('\n').Append(title).Append('\n');
            foreach (var option in taken)
            {
                var names = $"{string.Join(", ", option.Flags)}{Placeholder(option)}{(option.IsList ? ",..." : "")}";
                Column(text, names, $"{option.Description} {Facts(option)}".TrimEnd(), 30, width);
            }
        }

        if (verb.Examples.Count > 0)
        {
            text.Append("\nExamples\n");
            foreach (var example in verb.Examples)
            {
                text.Append("  ").Append(example).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Placeholder(OptionDeclaration option) => option.Kind switch
    {
        OptionKind.Flag => "",
        OptionKind.Integer => " N",
        OptionKind.Number => " X",
        OptionKind.Duration => " TIME",
        OptionKind.Size => " BYTES",
        OptionKind.Choice => " WORD",
        _ => " PATH",
    };

    private static string Facts(OptionDeclaration option)
    {
        var facts = new List<string>();
        if ((option.Default ?? option.DefaultNote) is { } standard)
        {
            facts.Add("default: " + standard);
        }
        else if (option.Required)
        {
            facts.Add("must be given");
        }

        if (option.Range.Length > 0)
        {
            facts.Add(option.Range + (option.Unit.Length > 0 ? " " + option.Unit : ""));
        }

        return facts.Count == 0 ? "" : $"[{string.Join("; ", facts)}]";
    }

    private static void Column(StringBuilder text, string left, string right, int indent, int width)
    {
        text.Append("  ").Append(left);
        if (left.Length + 4 > indent)
        {
            text.Append('\n');
            Wrapped(text, right, indent, indent, width);
        }
        else
        {
            text.Append(' ', indent - left.Length - 2);
            Wrapped(text, right, 0, indent, width);
        }
    }

    // The first line starts where the caller stands, padded by first; the others are indented.
    private static void Wrapped(StringBuilder text, string words, int first, int indent, int width)
    {
        text.Append(' ', first);
        var column = indent;
        foreach (var word in words.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }
            else if (column > indent)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
