using System.Globalization;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary><c>vector WORD...</c>: the vectors of words.</summary>
internal sealed class VectorCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Vector;

    /// <inheritdoc/>
    public string Name => "vector";

    /// <inheritdoc/>
    public string Summary => "prints the vectors of words";

    /// <inheritdoc/>
    public string Operands => "WORD...";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, int.MaxValue);

    /// <inheritdoc/>
    public string Details =>
        "One line per word: the word, then its numbers, separated by spaces, in the shortest form that reads back as the same float.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v vector king queen --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var vectors = StoreAccess.OpenVectors(invocation, store.Folder, out var _);
            var search = new NeighborSearch(vectors);
            WordVectorResult[] found = [.. invocation.Operands.Select(word => new WordVectorResult(word, search.Vector(word)))];
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(found, ResultJson.Plain.IReadOnlyListWordVectorResult);
                return Task.FromResult(ExitCode.Success);
            }

            foreach (var (word, vector) in found)
            {
                invocation.Results.Line(
                    $"{word} {string.Join(' ', vector.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}
