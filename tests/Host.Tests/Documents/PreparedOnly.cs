using StreamW2V.Host.Commands;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>A verb that checks its command line and then does nothing.</summary>
internal sealed class PreparedOnly(IVerbCommand verb) : IVerbCommand
{
    public static IReadOnlyList<IVerbCommand> All { get; } = [.. VerbCommands.All.Select(verb => new PreparedOnly(verb))];

    public Verbs Verb => verb.Verb;

    public string Name => verb.Name;

    public string Summary => verb.Summary;

    public string Operands => verb.Operands;

    public (int Minimum, int Maximum) OperandCount => verb.OperandCount;

    public string Details => verb.Details;

    public IReadOnlyList<string> Examples => verb.Examples;

    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        verb.Prepare(invocation, errors);
        return _ => Task.FromResult(0);
    }
}
