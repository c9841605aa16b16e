using System.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>
/// The rules for lines written the slow, obvious way over the whole input at once: split, decode with the framework's decoder,
/// drop NULs, strip CRs, cut. What the streaming decoder is compared with.
/// </summary>
internal static class LineOracle
{
    public static List<(string Line, long End)> Lines(byte[] raw, int maxLineBytes, bool complete)
    {
        var (encoding, start, unit) = raw switch
        {
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2, 2),
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3, 1),
            _ => ((Encoding)new UTF8Encoding(false), 0, 1),
        };
        var lines = new List<(string, long)>();
        var at = start;
        for (var i = start; i + unit <= raw.Length; i += unit)
        {
            if (encoding.GetString(raw, i, unit) == "\n")
            {
                lines.Add((Clean(encoding.GetString(raw, at, i - at), maxLineBytes), i + unit));
                at = i + unit;
            }
        }

        if (complete && at < raw.Length)
        {
            lines.Add((Clean(encoding.GetString(raw, at, raw.Length - at), maxLineBytes), raw.Length));
        }

        return lines;
    }

    private static string Clean(string line, int maxLineBytes)
    {
        line = line.Replace("\0", "", StringComparison.Ordinal).TrimEnd('\r');
        var text = new StringBuilder();
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxLineBytes)
            {
                break;
            }

            text.Append(rune.ToString());
        }

        return text.ToString().TrimEnd('\r');
    }
}
