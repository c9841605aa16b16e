using StreamW2V.Host.Options;

namespace StreamW2V.Host.Learning;

/// <summary>What <c>run</c> was asked to do. All options are checked; no file has been looked at.</summary>
/// <param name="Model">What is learned and how.</param>
/// <param name="Text">How lines become tokens.</param>
/// <param name="Stream">What is read and how it is kept safe.</param>
/// <param name="Store">Where the model lives.</param>
/// <param name="Explicit">Which options were asked for.</param>
/// <param name="OpenInput">Opens standard input as bytes; called once, if <see cref="StreamOptions.StandardInput"/>.</param>
public sealed record RunRequest(
    ModelOptions Model, TextOptions Text, StreamOptions Stream, StoreOptions Store, ExplicitOptions Explicit, Func<Stream> OpenInput)
{
    /// <summary>What is scored on the way; null for nothing.</summary>
    public EvaluationOptions? Evaluation { get; init; }
}
