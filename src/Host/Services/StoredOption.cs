using StreamW2V.Host.Options;

namespace StreamW2V.Host.Services;

/// <summary>An option that a generation records.</summary>
/// <param name="Declaration">Its declaration; the name is the key in the manifest.</param>
/// <param name="Aliases">Other declarations that set the same thing.</param>
/// <param name="IsFixed">Whether it can never change while the store lives, because rows and counts are built on it.</param>
/// <param name="Get">Its value as it would be typed.</param>
/// <param name="Set">The settings with the value that <see cref="OptionText"/> read.</param>
internal sealed record StoredOption(
    OptionDeclaration Declaration,
    IReadOnlyList<OptionDeclaration> Aliases,
    bool IsFixed,
    Func<LearningSettings, string> Get,
    Func<LearningSettings, object, LearningSettings> Set)
{
    /// <summary>Whether it means something else to <c>train</c> than to <c>run</c>, so that neither takes it over from the other.</summary>
    public bool IsOfVerb { get; init; }
}
