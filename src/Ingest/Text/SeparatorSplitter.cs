using System.Numerics;
using System.Runtime.CompilerServices;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Marks the tokens of a line by blocks of 64 bytes: vector comparisons make a mask of the separators, and only its set bits are visited. Byte by byte
/// a line costs five times as much.
/// </summary>
internal static class SeparatorSplitter
{
    /// <summary>Bytes to a block: as many as a mask has bits.</summary>
    public const int BlockBytes = 64;

    /// <summary>
    /// Marks what stands between the separators of a text that <see cref="TokenBuffer.Keep"/> gave. Returns the number of tokens above
    /// <see cref="Tokenizers.MaxTokenBytes"/>, which are left out.
    /// </summary>
    /// <param name="text">The text, valid UTF-8, and the padding behind it.</param>
    /// <param name="tokens">The buffer that holds it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Split<TSeparators>(ReadOnlySpan<byte> text, TokenBuffer tokens)
        where TSeparators : struct, ISeparators
    {
        var length = text.Length - TokenBuffer.PaddingBytes;
        var start = 0;
        var oversize = 0;
        for (var at = 0; at < length; at += BlockBytes)
        {
            var candidates = TSeparators.Candidates(text.Slice(at, BlockBytes));
            if (length - at < BlockBytes)
            {
                candidates &= (1UL << (length - at)) - 1;
            }

            for (; candidates != 0; candidates &= candidates - 1)
            {
                var end = at + BitOperations.TrailingZeroCount(candidates);
                var separator = TSeparators.Length(text[end..length]);
                if (separator > 0)
                {
                    oversize += Mark(tokens, start, end);
                    start = end + separator;
                }
            }
        }

        return oversize + Mark(tokens, start, length);
    }

    private static int Mark(TokenBuffer tokens, int start, int end)
    {
        var bytes = end - start;
        if (bytes > Tokenizers.MaxTokenBytes)
        {
            return 1;
        }

        if (bytes > 0)
        {
            tokens.Mark(start, bytes);
        }

        return 0;
    }
}
