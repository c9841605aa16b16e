using System.Globalization;

namespace StreamW2V.Host.Options;

/// <summary>Reads the text of an option's value and checks it against the declaration, and writes bounds the same way.</summary>
internal static class OptionText
{
    private static readonly (string Suffix, double Seconds)[] TimeUnits =
        [("ms", 0.001), ("s", 1), ("min", 60), ("m", 60), ("h", 3600), ("d", 86400)];

    private static readonly (string Suffix, double Bytes)[] SizeUnits =
    [
        ("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024d * 1024 * 1024),
        ("K", 1024), ("M", 1024 * 1024), ("G", 1024d * 1024 * 1024), ("B", 1),
    ];

    /// <summary>
    /// The value of one text: <see cref="long"/> for integers and sizes, <see cref="double"/>, <see cref="bool"/>,
    /// <see cref="int"/> (index of the choice), <see cref="TimeSpan"/> or <see cref="string"/>. On failure
    /// <paramref name="error"/> says what was expected, to be put behind the option's name and the text. For a list it is a list of
    /// these, without repetitions.
    /// </summary>
    public static object? Read(OptionDeclaration declaration, string text, out string? error)
    {
        error = null;
        if (!declaration.IsList)
        {
            return ReadOne(declaration, text, out error);
        }

        var values = new List<object>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var value = ReadOne(declaration, part, out error);
            if (error is not null)
            {
                return null;
            }

            if (!values.Contains(value!))
            {
                values.Add(value!);
            }
        }

        return values;
    }

    private static object? ReadOne(OptionDeclaration declaration, string text, out string? error)
    {
        error = null;
        switch (declaration.Kind)
        {
            case OptionKind.Integer:
                return Integer(text) is { } integer
                    ? InRange(declaration, integer, integer, out error)
                    : Fail("a whole number", declaration, out error);
            case OptionKind.Number:
                return Number(text) is { } number
                    ? InRange(declaration, number, number, out error)
                    : Fail("a number such as 0.05 or 1e-4", declaration, out error);
            case OptionKind.Duration:
                return WithUnit(text, TimeUnits) is { } seconds
                    ? InRange(declaration, seconds, TimeSpan.FromSeconds(Math.Min(seconds, 1e9)), out error)
                    : Fail("a length of time such as 500ms, 60s, 5m, 1h", declaration, out error);
            case OptionKind.Size:
                return WithUnit(text, SizeUnits) is { } bytes
                    ? InRange(declaration, bytes, (long)Math.Min(bytes, 9e18), out error)
                    : Fail("a number of bytes such as 65536, 64KiB, 1MiB", declaration, out error);
            case OptionKind.Flag:
                return Flag(text) is { } flag ? flag : Fail("true or false", declaration, out error);
            case OptionKind.Choice:
                var index = declaration.Choices.ToList().FindIndex(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (index >= 0)
                {
                    return index;
                }

                error = $"must be one of {string.Join(", ", declaration.Choices)}{NearestName.Hint(text, declaration.Choices)}";
                return null;
            default:
                return text.Length > 0 && !text.Contains('\0') ? text : Fail("a path", declaration, out error);
        }
    }

    /// <summary>On and off as they are written anywhere; null for any other text.</summary>
    public static bool? Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };

    /// <summary>A bound of the range as it would be typed.</summary>
    public static string Bound(OptionKind kind, double bound) => kind switch
    {
        OptionKind.Duration => Largest(bound, TimeUnits.Where(unit => unit.Suffix != "min")),
        OptionKind.Size => Largest(bound, SizeUnits.Where(unit => unit.Suffix.EndsWith('B'))),
        OptionKind.Integer => ((long)Math.Clamp(bound, long.MinValue, 9.2e18)).ToString(CultureInfo.InvariantCulture),
        _ => bound.ToString("R", CultureInfo.InvariantCulture),
    };

    private static object? InRange(OptionDeclaration declaration, double measure, object value, out string? error)
    {
        error = null;
        if (measure >= declaration.Minimum && measure <= declaration.Maximum)
        {
            return value;
        }

        error = double.IsInfinity(declaration.Maximum) || double.IsInfinity(declaration.Minimum)
            ? $"must be {declaration.Range}"
            : $"must be from {Bound(declaration.Kind, declaration.Minimum)} to {Bound(declaration.Kind, declaration.Maximum)}";
        return null;
    }

    private static object? Fail(string expected, OptionDeclaration declaration, out string? error)
    {
        error = declaration.Range.Length == 0 ? $"must be {expected}" : $"must be {expected}, {declaration.Range}";
        return null;
    }

    private static long? Integer(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        return Number(text) is { } number && number == Math.Floor(number) && Math.Abs(number) < 9e15 ? (long)number : null;
    }

    private static double? Number(string text)
    {
        const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static double? WithUnit(string text, (string Suffix, double Factor)[] units)
    {
        foreach (var (suffix, factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && Number(text[..^suffix.Length].TrimEnd()) is { } scaled)
            {
                return scaled * factor;
            }
        }

        return Number(text);
    }

    private static string Largest(double bound, IEnumerable<(string Suffix, double Factor)> units)
    {
        var descending = units.OrderByDescending(unit => unit.Factor).ToList();
        var (suffix, factor) = descending.Find(unit => bound >= unit.Factor) is { Suffix: not null } fits ? fits : descending[^1];
        return (bound / factor).ToString("0.###", CultureInfo.InvariantCulture) + suffix;
    }
}
