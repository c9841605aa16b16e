using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;

namespace StreamW2V.Host.Commands;

/// <summary>One call of a verb.</summary>
/// <param name="Context">The surroundings.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Values">The options.</param>
/// <param name="Operands">The other arguments.</param>
internal sealed record Invocation(HostContext Context, Verbs Verb, OptionValues Values, IReadOnlyList<string> Operands)
{
    /// <summary>Takes the result in the form that was asked for.</summary>
    public ResultWriter Results { get; } = new(Context, Values.Flag(OutputDeclarations.Json));
}
