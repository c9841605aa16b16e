using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamW2V.Host.Benchmarks;
using StreamW2V.Host.Learning;

namespace StreamW2V.Host.Output.Results;

/// <summary>
/// How results become JSON: camel case, absent values left out, words as they are and not as escapes. Source-generated, because
/// reflection costs every query 40 ms at start.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<NeighborResult>))]
[JsonSerializable(typeof(SimilarityOfTwo))]
[JsonSerializable(typeof(IReadOnlyList<WordVectorResult>))]
[JsonSerializable(typeof(OddWordResult))]
[JsonSerializable(typeof(EvaluationResult))]
[JsonSerializable(typeof(CurvesResult))]
[JsonSerializable(typeof(IReadOnlyList<WordCountResult>))]
[JsonSerializable(typeof(DriftResult))]
[JsonSerializable(typeof(EvictionsResult))]
[JsonSerializable(typeof(LearningResult))]
[JsonSerializable(typeof(TransferResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(IReadOnlyList<GenerationResult>))]
[JsonSerializable(typeof(RollbackResult))]
[JsonSerializable(typeof(ForgetResult))]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(BenchResult))]
internal sealed partial class ResultJson : JsonSerializerContext
{
    /// <summary>The context to write with.</summary>
    public static ResultJson Plain { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });
}
