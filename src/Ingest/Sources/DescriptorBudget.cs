using System.Globalization;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// How many watched files may be kept open: as many as wanted, but never so many that journal and generations find none left. .NET raises the soft limit to the hard
/// one at its start.
/// </summary>
internal static class DescriptorBudget
{
    // What the rest of the program has open at most: its files, the journal, a generation being written and one being read.
    private const int Reserved = 160;
    private const int Least = 8;

    /// <summary>The number for this process.</summary>
    public static int Of(int wanted)
    {
        try
        {
            return Of(wanted, File.ReadAllText("/proc/self/limits"));
        }
        catch (IOException)
        {
            return wanted;
        }
    }

    /// <summary>The number under the limits that /proc/self/limits names.</summary>
    internal static int Of(int wanted, string limits)
    {
        string? line = limits.Split('\n').FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string[] fields = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields.Length > 3 && int.TryParse(fields[3], CultureInfo.InvariantCulture, out int limit)
            ? Math.Min(wanted, Math.Max(Least, limit - Reserved))
            : wanted;
    }
}
