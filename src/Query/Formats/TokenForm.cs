using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamW2V.Query.Formats;

/// <summary>
/// The form of a word that every reader takes for one word: white space of any kind, control characters and byte order marks
/// become '_', invalid UTF-8 becomes U+FFFD. Checked against gensim 4.2.0, which splits at spaces and stops or misreads rows otherwise.
/// </summary>
internal static class TokenForm
{
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x7F - 0x21).Select(value => (byte)value)]);

    /// <summary>Replaces the content of <paramref name="form"/> by the form of <paramref name="word"/>.</summary>
    public static void Write(ReadOnlySpan<byte> word, ArrayBufferWriter<byte> form)
    {
        form.ResetWrittenCount();
        if (word.IndexOfAnyExcept(Plain) < 0)
        {
            form.Write(word);
            return;
        }

        while (!word.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(word, out var rune, out var used);
            if (status == OperationStatus.Done && IsSeparator(rune))
            {
                form.Write("_"u8);
            }
            else
            {
                form.Advance(rune.EncodeToUtf8(form.GetSpan(4))); // U+FFFD if the bytes were invalid
            }

            word = word[used..];
        }
    }

    private static bool IsSeparator(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || rune.Value == 0xFEFF;
}
