using System.Runtime.Intrinsics;

namespace StreamW2V.Ingest.Text;

/// <summary>All of ASCII but letters and digits, for text that is ASCII throughout.</summary>
internal readonly struct AsciiSeparators : ISeparators
{
    /// <inheritdoc/>
    public static ulong Candidates(ReadOnlySpan<byte> block) =>
        Candidates(Vector256.Create(block)) | ((ulong)Candidates(Vector256.Create(block[Vector256<byte>.Count..])) << 32);

    /// <inheritdoc/>
    public static int Length(ReadOnlySpan<byte> rest) => 1;

    private static uint Candidates(Vector256<byte> bytes)
    {
        var lower = bytes | Vector256.Create((byte)0x20);
        var letter = Vector256.LessThanOrEqual(lower - Vector256.Create((byte)'a'), Vector256.Create((byte)('z' - 'a')));
        var digit = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        return ~(letter | digit).ExtractMostSignificantBits();
    }
}
