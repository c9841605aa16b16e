using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary><c>doesnt-match W...</c>: the odd one out.</summary>
internal sealed class DoesntMatchCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.DoesntMatch;

    /// <inheritdoc/>
    public string Name => "doesnt-match";

    /// <inheritdoc/>
    public string Summary => "prints the word that fits the others least";

    /// <inheritdoc/>
    public string Operands => "WORD WORD WORD...";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (2, int.MaxValue);

    /// <inheritdoc/>
    public string Details => "The word with the lowest cosine to the mean of all of them.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v doesnt-match breakfast cereal dinner lunch --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var odd = new NeighborSearch(vectors).DoesntMatch(invocation.Operands);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(new OddWordResult(odd), ResultJson.Plain.OddWordResult);
            }
            else
            {
                invocation.Results.Line(odd);
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}
