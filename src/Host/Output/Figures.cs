using System.Globalization;

namespace StreamW2V.Host.Output;

/// <summary>Numbers for people: the same in every locale.</summary>
internal static class Figures
{
    /// <summary>A count with separators, e.g. <c>1,234,567</c>.</summary>
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A cosine or correlation with four decimals; <c>-</c> if there is none.</summary>
    public static string Score(double? score) => score is { } value && double.IsFinite(value)
        ? value.ToString("F4", CultureInfo.InvariantCulture)
        : "-";

    /// <summary>Bytes in the largest binary unit, e.g. <c>1.5 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        var unit = 0;
        while (size >= 1024 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>A length of time in its two largest units, e.g. <c>1h02m</c>, <c>3m05s</c>, <c>12s</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d{time.Hours:00}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}h{time.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds}s"),
    };

    /// <summary>A finite number, or null, which JSON can hold.</summary>
    public static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
