using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Neighbors;

namespace StreamW2V.Host.Commands;

/// <summary>Writes neighbors, as <c>nn</c> and <c>analogy</c> answer with.</summary>
internal static class NeighborTable
{
    private static readonly TableColumn[] Columns = [new("word"), new("similarity", IsNumber: true)];

    /// <summary>Writes <paramref name="neighbors"/>, nearest first.</summary>
    public static void Write(ResultWriter results, IReadOnlyList<Neighbor> neighbors)
    {
        if (results.IsJson)
        {
            results.Json(
                [.. neighbors.Select(one => new NeighborResult(one.Word, one.Similarity))],
                ResultJson.Plain.IReadOnlyListNeighborResult);
        }
        else
        {
            results.Table(Columns, neighbors.Select(one => new[] { one.Word, Figures.Score(one.Similarity) }));
        }
    }
}
