using System.Runtime.Intrinsics;
using System.Text;

namespace StreamW2V.Ingest.Text;

/// <summary>ASCII whitespace, and the Unicode spaces beyond it (White_Space, such as U+00A0 and U+3000).</summary>
internal readonly struct WhitespaceSeparators : ISeparators
{
    /// <inheritdoc/>
    public static ulong Candidates(ReadOnlySpan<byte> block) =>
        Candidates(Vector256.Create(block)) | ((ulong)Candidates(Vector256.Create(block[Vector256<byte>.Count..])) << 32);

    /// <inheritdoc/>
    public static int Length(ReadOnlySpan<byte> rest)
    {
        if (rest[0] < 0x80)
        {
            return 1;
        }

        _ = Rune.DecodeFromUtf8(rest, out var rune, out var length);
        return Rune.IsWhiteSpace(rune) ? length : 0;
    }

    private static uint Candidates(Vector256<byte> bytes)
    {
        var space = Vector256.Equals(bytes, Vector256.Create((byte)' '));

        // \t \n \v \f \r
        var control = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'\t'), Vector256.Create((byte)4));

        // First bytes of U+0085 and U+00A0, and (E1 to E3) of U+1680, U+2000 to U+205F, U+3000; no later byte of a character is one of them.
        var two = Vector256.Equals(bytes, Vector256.Create((byte)0xC2));
        var three = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)0xE1), Vector256.Create((byte)2));
        return (space | control | two | three).ExtractMostSignificantBits();
    }
}
