using StreamW2V.Host.Options;

namespace StreamW2V.Host.Services;

/// <summary>What is learned and from which tokens: the options that belong to a model.</summary>
/// <param name="Model">Objective, shape and training.</param>
/// <param name="Text">How lines become tokens.</param>
internal sealed record LearningSettings(ModelOptions Model, TextOptions Text);
