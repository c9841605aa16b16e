using System.Collections;
using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.CommandLine;

/// <summary>What the program sees of its surroundings: streams, terminal, environment, machine, clock. Tests give their own.</summary>
public sealed record HostContext
{
    /// <summary>Takes results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Takes errors, progress and log lines.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Something is piped or redirected into standard input.</summary>
    public bool InputIsPiped { get; init; }

    /// <summary>Results go to a terminal that can show tables.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Progress goes to a terminal that can redraw a line.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Processors this process may use.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Colors are allowed: NO_COLOR is not set, or empty (no-color.org).</summary>
    public bool Color => !Variables.TryGetValue("NO_COLOR", out var none) || none.Length == 0;

    /// <summary>Stack traces are wanted.</summary>
    public bool Debug => Variables.TryGetValue("STREAMW2V_DEBUG", out var debug) && debug is not ("" or "0");

    /// <summary>The configuration file beside the launcher, which says where it is by STREAMW2V_HOME; null if there is none.</summary>
    public string? DefaultConfiguration
    {
        get
        {
            var path = Path.Combine(Variables.GetValueOrDefault("STREAMW2V_HOME", ""), "config", "streamw2v.json");
            return Path.IsPathRooted(path) && File.Exists(path) ? path : null;
        }
    }

    /// <summary>
    /// The surroundings of this process. Standard output is buffered until it is flushed, since Console's own writer makes one system
    /// call per write.
    /// </summary>
    public static HostContext OfProcess()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        var dumb = variables.TryGetValue("TERM", out var terminal) && terminal == "dumb";
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new HostContext
        {
            Output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 14) { NewLine = "\n" },
            Error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true }),
            OpenInput = () => new StandardInput(),
            InputIsPiped = Console.IsInputRedirected,
            OutputIsTerminal = !dumb && !Console.IsOutputRedirected,
            ErrorIsTerminal = !dumb && !Console.IsErrorRedirected,
            Width = TerminalWidth(),
            Variables = variables,
        };
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected && Console.IsErrorRedirected ? 80 : Math.Max(Console.WindowWidth, 40);
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
