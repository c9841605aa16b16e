using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Commands;

namespace StreamW2V.Host.Tests;

/// <summary>Runs command lines through the real entry point with captured writers and an environment of its own.</summary>
internal sealed class TestConsole
{
    private readonly Dictionary<string, string> _variables = [];

    public bool IsTerminal { get; init; }

    public bool InputIsPiped { get; init; }

    public int Cores { get; init; } = 2;

    public CancellationToken Cancellation { get; init; }

    public IReadOnlyList<IVerbCommand> Verbs { get; init; } = VerbCommands.All;

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public HostContext Context(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        InputIsPiped = InputIsPiped,
        OutputIsTerminal = IsTerminal,
        ErrorIsTerminal = IsTerminal,
        Variables = _variables,
        Cores = Cores,
    };

    public async Task<ConsoleResult> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = await Application.RunAsync(Verbs, arguments, Context(output, error), Cancellation);
        return new ConsoleResult(code, output.ToString(), error.ToString());
    }
}
