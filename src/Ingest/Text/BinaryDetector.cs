using System.Globalization;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Tells binary files from text by their first bytes: more than 1 % NUL or control characters means binary. TAB, LF, CR, FF and ESC
/// (colored logs) do not count. UTF-16 with a byte order mark is judged by its code units.
/// </summary>
public static class BinaryDetector
{
    /// <summary>How much of a file's start is looked at: 8 KiB.</summary>
    public const int HeadBytes = 8192;

    /// <summary>Why a file that starts with <paramref name="head"/> is not text, reading on after its name; null if it is text.</summary>
    public static string? ReasonToRefuse(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        if (CompressedFormat(head) is { } format)
        {
            return $"is {format}; decompress it first (gzip is read as it is)";
        }

        ByteOrderMark.TryDetect(head, isWhole: true, out var encoding, out var mark);
        var (controls, characters) = encoding == TextEncoding.Utf8
            ? (CountControls(head[mark..]), head.Length - mark)
            : CountControls(head[mark..], encoding == TextEncoding.Utf16BigEndian);
        if (controls * 100L <= characters)
        {
            return null;
        }

        var share = (100.0 * controls / characters).ToString("0.0", CultureInfo.InvariantCulture);
        return $"looks like a binary file: {share} % of its first {head.Length} bytes are NUL or control characters (limit 1 %);"
            + " give text or .gz of text";
    }

    private static string? CompressedFormat(ReadOnlySpan<byte> head) => head switch
    {
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd-compressed",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "xz-compressed",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => "bzip2-compressed",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive",
        _ => null,
    };

    private static int CountControls(ReadOnlySpan<byte> text)
    {
        var controls = 0;
        foreach (var value in text)
        {
            controls += IsControl(value) ? 1 : 0;
        }

        return controls;
    }

    private static (int Controls, int Units) CountControls(ReadOnlySpan<byte> text, bool isBigEndian)
    {
        var controls = 0;
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            controls += IsControl(isBigEndian ? (text[i] << 8) | text[i + 1] : text[i] | (text[i + 1] << 8)) ? 1 : 0;
        }

        return (controls, text.Length / 2);
    }

    private static bool IsControl(int character) =>
        character is < 0x20 or 0x7F && character is not ('\t' or '\n' or '\r' or '\f' or 0x1B);
}
