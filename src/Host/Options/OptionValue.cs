namespace StreamW2V.Host.Options;

/// <summary>The value that holds for one option after all layers.</summary>
/// <param name="Value">Read as the kind says, a list of strings for <see cref="OptionKind.Paths"/>; null if the option is not set and
/// has no fixed default.</param>
/// <param name="Text">The value as it was typed; null if it is not set.</param>
/// <param name="Origin">The layer it comes from.</param>
/// <param name="Where">That layer for messages, e.g. <c>--dim</c>.</param>
public sealed record OptionValue(object? Value, string? Text, OptionOrigin Origin, string Where);
