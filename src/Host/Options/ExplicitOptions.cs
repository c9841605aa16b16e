namespace StreamW2V.Host.Options;

/// <summary>
/// The options somebody asked for, as opposed to those that merely hold. An option of the model that contradicts an existing
/// store is an error only if it is among them; otherwise the store's value is taken. Given on the command line or in the
/// environment is asked for; in the file it is only if it differs from the default, since the shipped file lists every default.
/// </summary>
public sealed class ExplicitOptions
{
    private readonly OptionValues? _values;

    /// <summary>Finds them in <paramref name="values"/>.</summary>
    public ExplicitOptions(OptionValues values)
    {
        _values = values;
    }

    private ExplicitOptions()
    {
    }

    /// <summary>Nothing was asked for.</summary>
    public static ExplicitOptions None { get; } = new();

    /// <summary>The names without dashes, e.g. <c>dim</c>, in the order of declaration.</summary>
    public IReadOnlyList<string> Names => [.. OptionCatalog.All.Where(Contains).Select(option => option.Name)];

    /// <summary>Whether <paramref name="option"/> was asked for.</summary>
    public bool Contains(OptionDeclaration option) => _values?[option] is { } value && value.Origin switch
    {
        OptionOrigin.Default => false,
        OptionOrigin.File => !Equals(value.Value, option.Default is null ? null : OptionText.Read(option, option.Default, out _)),
        _ => true,
    };

    /// <summary>
    /// Where <paramref name="option"/> was asked for, for messages: <c>--dim</c>, <c>STREAMW2V__MODEL__DIM</c>, <c>model.dim in FILE
    /// line N</c>.
    /// </summary>
    public string Where(OptionDeclaration option) => _values?[option].Where ?? option.Flag;
}
