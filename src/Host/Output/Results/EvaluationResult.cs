using System.Text.Json.Serialization;

namespace StreamW2V.Host.Output.Results;

/// <summary>The scores of <c>eval</c>. The names are a contract with scripts.</summary>
/// <param name="Analogies">Analogies over all sections and files; left out if none were asked for.</param>
/// <param name="Similarity">One entry per similarity file.</param>
internal sealed record EvaluationResult(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AnalogyScore? Analogies,
    IReadOnlyList<SimilarityScore> Similarity);
