using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary><c>analogy A B C</c>: A is to B as C is to what.</summary>
internal sealed class AnalogyCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Analogy;

    /// <inheritdoc/>
    public string Name => "analogy";

    /// <inheritdoc/>
    public string Summary => "answers: A is to B as C is to what?";

    /// <inheritdoc/>
    public string Operands => "A B C";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (3, 3);

    /// <inheritdoc/>
    public string Details => "The words most similar to B - A + C of the unit vectors; the three are not among the answers.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v analogy man king woman --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var count = invocation.Values.Int32(QueryDeclarations.Count);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var (a, b, c) = (invocation.Operands[0], invocation.Operands[1], invocation.Operands[2]);
            NeighborTable.Write(invocation.Results, new NeighborSearch(vectors).Analogy(a, b, c, count));
            return Task.FromResult(ExitCode.Success);
        };
    }
}
