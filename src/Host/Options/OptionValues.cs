namespace StreamW2V.Host.Options;

/// <summary>The values of all options after defaults, file, environment and command line, each with its origin.</summary>
public sealed class OptionValues
{
    private readonly Dictionary<OptionDeclaration, OptionValue> _values;

    internal OptionValues(Dictionary<OptionDeclaration, OptionValue> values)
    {
        _values = values;
    }

    /// <summary>The value of <paramref name="option"/> with its origin.</summary>
    public OptionValue this[OptionDeclaration option] => _values[option];

    /// <summary>Whether the option has a value, from whatever layer.</summary>
    public bool IsSet(OptionDeclaration option) => _values[option].Value is not null;

    /// <summary>An integer or a size in bytes, which has a default.</summary>
    public long Integer(OptionDeclaration option) => (long)_values[option].Value!;

    /// <summary>An integer, or null where there is none.</summary>
    public long? OptionalInteger(OptionDeclaration option) => (long?)_values[option].Value;

    /// <summary>An integer whose range lies within 32 bits.</summary>
    public int Int32(OptionDeclaration option) => checked((int)Integer(option));

    /// <summary>A number that has a default.</summary>
    public double Number(OptionDeclaration option) => (double)_values[option].Value!;

    /// <summary>A number, or null where there is none.</summary>
    public double? OptionalNumber(OptionDeclaration option) => (double?)_values[option].Value;

    /// <summary>A flag; off if it is not set.</summary>
    public bool Flag(OptionDeclaration option) => (bool?)_values[option].Value ?? false;

    /// <summary>A flag, or null where it is not set.</summary>
    public bool? OptionalFlag(OptionDeclaration option) => (bool?)_values[option].Value;

    /// <summary>
    /// A choice that has a default, as the member of <paramref name="inOrder"/> that stands where its word stands in the declaration.
    /// </summary>
    public T Choice<T>(OptionDeclaration option, params ReadOnlySpan<T> inOrder) => inOrder[(int)_values[option].Value!];

    /// <summary>The word of a choice, or null where there is none.</summary>
    public string? ChoiceText(OptionDeclaration option) => _values[option].Value is int index ? option.Choices[index] : null;

    /// <summary>The whole numbers of a list, whose range lies within 32 bits; empty where there is none.</summary>
    public IReadOnlyList<int> Int32s(OptionDeclaration option) => [.. List(option).Select(value => checked((int)(long)value))];

    /// <summary>The places of a list's words among the choices of the declaration; empty where there is none.</summary>
    public IReadOnlyList<int> Choices(OptionDeclaration option) => [.. List(option).Cast<int>()];

    /// <summary>A length of time that has a default.</summary>
    public TimeSpan Duration(OptionDeclaration option) => (TimeSpan)_values[option].Value!;

    /// <summary>A path, or null where there is none.</summary>
    public string? Path(OptionDeclaration option) => (string?)_values[option].Value;

    /// <summary>Paths; empty if there are none.</summary>
    public IReadOnlyList<string> Paths(OptionDeclaration option) => (IReadOnlyList<string>?)_values[option].Value ?? [];

    private IReadOnlyList<object> List(OptionDeclaration option) => (IReadOnlyList<object>?)_values[option].Value ?? [];
}
