using StreamW2V.Host.Options;
using StreamW2V.Store.Archives;

namespace StreamW2V.Host.Learning;

/// <summary>What <c>train</c> was asked to do. All options are checked; no file has been looked at.</summary>
/// <param name="Files">Text files as full paths, plain or gzip, in the order to read them.</param>
/// <param name="Model">What is learned and how.</param>
/// <param name="Text">How lines become tokens.</param>
/// <param name="Store">Where the model goes.</param>
/// <param name="Keep">Which generations are kept.</param>
/// <param name="Explicit">Which options were asked for.</param>
public sealed record TrainRequest(
    IReadOnlyList<string> Files, ModelOptions Model, TextOptions Text, StoreOptions Store, RetentionPolicy Keep, ExplicitOptions Explicit);
