using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Sentences of random tokens, the same for the same seed.</summary>
internal static class RandomTokens
{
    public static byte[] Bytes(ulong seed, int length)
    {
        var random = new RandomSource(seed, 1, 0);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt32();
        }

        return bytes;
    }

    /// <summary>
    /// Makes up to 300 tokens of 1 to 256 bytes, most of them short, partly as places in a line. With <paramref name="alphabet"/> letters the short ones recur.
    /// </summary>
    public static void Fill(TokenBuffer tokens, ulong seed, int alphabet = 256)
    {
        tokens.Clear();
        var random = new RandomSource(seed, 2, 0);
        var count = random.NextInt32(random.NextInt32(4) == 0 ? 300 : 20);
        for (var i = 0; i < count; i++)
        {
            var token = Bytes(random.NextUInt64(), 1 + random.NextInt32(random.NextInt32(8) == 0 ? TokenTable.MaxTokenBytes : 20));
            for (var at = 0; at < token.Length; at++)
            {
                token[at] = (byte)(token[at] % alphabet);
            }

            if (random.NextInt32(2) == 0)
            {
                tokens.Add(token);
                continue;
            }

            byte[] line = [0xFF, .. token, 0xFF, 0xFF];
            line.CopyTo(tokens.Reserve(line.Length));
            Assert.Equal(line, tokens.Keep(line.Length)[..^TokenBuffer.PaddingBytes]);
            tokens.Mark(1, token.Length);
        }
    }
}
