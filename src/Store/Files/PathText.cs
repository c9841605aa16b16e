using System.Buffers;
using System.Text;

namespace StreamW2V.Store.Files;

/// <summary>
/// File names are bytes on Linux, and not always UTF-8 ones. A byte that is not valid becomes a lone surrogate U+DC80 to U+DCFF and back (the scheme of
/// Python's PEP 383), so that such a file can be opened, and is the same file after a restart. In logs and JSON it shows as U+FFFD.
/// </summary>
public static class PathText
{
    private const char Escape = '\uDC00';

    /// <summary>The text of a name or path.</summary>
    public static string Decode(ReadOnlySpan<byte> path)
    {
        if (System.Text.Unicode.Utf8.IsValid(path))
        {
            return Encoding.UTF8.GetString(path);
        }

        var text = new StringBuilder(path.Length);
        Span<char> pair = stackalloc char[2];
        while (!path.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(path, out var rune, out int length) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
                path = path[length..];
            }
            else
            {
                // One byte at a time: how many belong together does not matter for the way back.
                text.Append((char)(Escape + path[0]));
                path = path[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>The bytes of a name or path. Lone surrogates that stand for no byte become U+FFFD.</summary>
    public static byte[] Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return Encoding.UTF8.GetBytes(path);
        }

        var bytes = new byte[3 * path.Length];
        int count = 0;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out int used);
            if (status != OperationStatus.Done && rest[0] is >= '\uDC80' and <= '\uDCFF')
            {
                bytes[count++] = (byte)(rest[0] - Escape);
                used = 1;
            }
            else
            {
                count += rune.EncodeToUtf8(bytes.AsSpan(count));
            }

            rest = rest[used..];
        }

        return bytes[..count];
    }
}
