using System.Globalization;

namespace StreamW2V.Store.Archives;

/// <summary>The names of files in <c>archive/</c>: the number of the generation in ten digits, <c>.archive</c>, and a suffix for what does not count.</summary>
internal static class ArchiveName
{
    /// <summary>Being written: goes at the next opening for writing.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Set aside by a rollback to an older generation; goes with the next clean-up.</summary>
    public const string SetAside = ".rolledback";

    private const string Extension = ".archive";
    private const int Digits = 10;

    public static string Of(long number, string suffix = "") => number.ToString("D10", CultureInfo.InvariantCulture) + Extension + suffix;

    /// <summary>Takes a file's name apart; false for a name this program does not give.</summary>
    public static bool TryParse(string name, out long number, out string suffix)
    {
        number = 0;
        suffix = "";
        if (name.Length < Digits + Extension.Length
            || !long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            || number < 1
            || name.AsSpan(Digits, Extension.Length) is not Extension)
        {
            return false;
        }

        suffix = name[(Digits + Extension.Length)..];
        return suffix is "" or Unfinished or SetAside;
    }
}
