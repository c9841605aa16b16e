using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary><c>similarity A B</c>: the cosine of two words.</summary>
internal sealed class SimilarityCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Similarity;

    /// <inheritdoc/>
    public string Name => "similarity";

    /// <inheritdoc/>
    public string Summary => "prints the cosine of two words, -1 to 1";

    /// <inheritdoc/>
    public string Operands => "A B";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (2, 2);

    /// <inheritdoc/>
    public string Details => "";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v similarity king queen --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var (a, b) = (invocation.Operands[0], invocation.Operands[1]);
            var similarity = new NeighborSearch(vectors).Similarity(a, b);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(new SimilarityOfTwo(a, b, similarity), ResultJson.Plain.SimilarityOfTwo);
            }
            else
            {
                invocation.Results.Line(Figures.Score(similarity));
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}
