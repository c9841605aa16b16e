using System.Globalization;

namespace StreamW2V.Store.Generations;

/// <summary>
/// The names of folders in <c>generations/</c>: ten digits, so that ordinal order is the order of commit, and a suffix for what is not
/// committed.
/// </summary>
internal static class GenerationName
{
    /// <summary>Being written, or being removed: holds nothing that is needed, and goes at the next opening for writing.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Committed once, set aside by a rollback.</summary>
    public const string RolledBack = ".rolledback";

    /// <summary>The largest number ten digits hold: one generation a second for 317 years.</summary>
    public const long Largest = 9_999_999_999;

    private const int Digits = 10;

    public static string Of(long number, string suffix = "") => number.ToString("D10", CultureInfo.InvariantCulture) + suffix;

    /// <summary>Takes a folder's name apart; false for a name this program does not give.</summary>
    public static bool TryParse(string name, out long number, out string suffix)
    {
        number = 0;
        suffix = name.Length > Digits ? name[Digits..] : "";
        return name.Length >= Digits
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0
            && suffix is "" or Unfinished or RolledBack;
    }
}
