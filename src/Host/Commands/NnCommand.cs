using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary><c>nn WORD...</c>: nearest neighbors.</summary>
internal sealed class NnCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Nn;

    /// <inheritdoc/>
    public string Name => "nn";

    /// <inheritdoc/>
    public string Summary => "lists the nearest neighbors of a word, or of several words together";

    /// <inheritdoc/>
    public string Operands => "WORD...";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, int.MaxValue);

    /// <inheritdoc/>
    public string Details =>
        "Neighbors are by cosine. Several words are asked as the mean of their unit vectors, and are not among the answers. "
        + "Write -- before words that start with a dash.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v nn king --store store", "streamw2v nn new york -k 5 --json --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var count = invocation.Values.Int32(QueryDeclarations.Count);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            NeighborTable.Write(invocation.Results, new NeighborSearch(vectors).Nearest(invocation.Operands, count));
            return Task.FromResult(ExitCode.Success);
        };
    }
}
