namespace StreamW2V.Host.Options;

/// <summary>One option as it was found: not read, not checked.</summary>
/// <param name="Declaration">The option.</param>
/// <param name="Texts">Its texts; more than one for <see cref="OptionKind.Paths"/> only.</param>
/// <param name="Origin">Where it was found.</param>
/// <param name="Where">The same for messages: <c>--dim</c>, <c>STREAMW2V__MODEL__DIM</c>, <c>model.dim in config.json line 3</c>.</param>
internal sealed record RawOption(OptionDeclaration Declaration, IReadOnlyList<string> Texts, OptionOrigin Origin, string Where);
