namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The names that log rotation gives: a.log → a.log.1 → a.log.2.gz, or a.log-20240131.gz. A rotated file is recognised by its content;
/// the name only says which contents to compare, so that two files that happen to be equal are still two files.
/// </summary>
internal static class RotationName
{
    private const string GzipSuffix = ".gz";
    private const int MostRotations = 100;

    /// <summary>The file name without .gz and without trailing groups of digits, each behind '.', '-' or '_'.</summary>
    public static string Stem(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        if (name.EndsWith(GzipSuffix, StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^GzipSuffix.Length];
        }

        while (DigitGroup(name) is var length and > 0)
        {
            name = name[..^length];
        }

        return name.ToString();
    }

    /// <summary>The path this one may be a rotated copy of (a.log for a.log.1), or null.</summary>
    public static string? Original(string path) =>
        DigitGroup(Path.GetFileName(path.AsSpan())) is var length and > 0 ? path[..^length] : null;

    /// <summary>The paths that were rotated after this one (a.log.2 and a.log.1 for a.log.3); none where the number is no count, as in a date.</summary>
    public static IEnumerable<string> Later(string path)
    {
        if (Original(path) is { } original && path[original.Length] == '.' && int.TryParse(path.AsSpan(original.Length + 1), out int number) && number <= MostRotations)
        {
            while (--number > 0)
            {
                yield return $"{original}.{number}";
            }
        }
    }

    /// <summary>Length of the last group of digits and the sign before it, 0 without one or when nothing would be left.</summary>
    private static int DigitGroup(ReadOnlySpan<char> name)
    {
        int sign = name.LastIndexOfAnyExceptInRange('0', '9');
        return sign > 0 && sign < name.Length - 1 && name[sign] is '.' or '-' or '_' ? name.Length - sign : 0;
    }
}
