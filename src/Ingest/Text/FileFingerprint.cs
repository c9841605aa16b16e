using System.Globalization;
using System.Security.Cryptography;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// What a file must still be for a resumed training: its length in bytes and a hash of its first and last 4 KiB (SHA-256, first 128 bits,
/// hex). Neither the name nor the time of change counts: a corpus may be moved or copied.
/// </summary>
public sealed record FileFingerprint(long Length, string Hash)
{
    private const int EdgeBytes = 4096;

    /// <summary>Takes the fingerprint of a file as it is on disk. <see cref="BadInputException"/> if it cannot be read.</summary>
    public static FileFingerprint Of(string path)
    {
        using var file = CorpusFile.OpenStream(path);
        try
        {
            // Nothing behind the length counts, for the file may be growing.
            var edges = new byte[2 * EdgeBytes];
            var length = file.Length;
            var edge = (int)Math.Min(EdgeBytes, length);
            var first = file.ReadAtLeast(edges.AsSpan(0, edge), edge, throwOnEndOfStream: false);
            file.Position = length - edge;
            var last = file.ReadAtLeast(edges.AsSpan(first, edge), edge, throwOnEndOfStream: false);
            return new FileFingerprint(length, Convert.ToHexStringLower(SHA256.HashData(edges.AsSpan(0, first + last)).AsSpan(0, 16)));
        }
        catch (IOException error)
        {
            throw CorpusFile.Explain(path, error);
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote. <see cref="FormatException"/> if it is something else.</summary>
    public static FileFingerprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('-');
        return parts.Length == 2 && parts[1].Length == 32
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && parts[1].All(char.IsAsciiHexDigitLower)
            ? new FileFingerprint(length, parts[1])
            : throw new FormatException($"'{text}' is not a file fingerprint (length-hash)");
    }

    /// <summary>"length-hash", without spaces.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Length}-{Hash}");
}
