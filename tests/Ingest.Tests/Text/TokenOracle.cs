using System.Globalization;
using System.Text;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>The rules for tokens written the slow, obvious way, character by character: what the tokenizers are compared with.</summary>
internal static class TokenOracle
{
    public static List<string> Whitespace(byte[] line, bool lowercase, out long oversize)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(line).EnumerateRunes())
        {
            text.Append(Rune.IsWhiteSpace(rune) ? " " : (lowercase ? Rune.ToLowerInvariant(rune) : rune).ToString());
        }

        return Short(text, out oversize);
    }

    public static List<string> Unicode(byte[] line, out long oversize)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(line).EnumerateRunes())
        {
            var isMark = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            var belongs = isMark ? text.Length > 0 && text[^1] != ' ' : Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune);
            text.Append(belongs ? Rune.ToLowerInvariant(rune).ToString() : " ");
        }

        return Short(text, out oversize);
    }

    private static List<string> Short(StringBuilder text, out long oversize)
    {
        var tokens = text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isShort = tokens.ToLookup(token => Encoding.UTF8.GetByteCount(token) <= Tokenizers.MaxTokenBytes);
        oversize = isShort[false].Count();
        return [.. isShort[true]];
    }
}
