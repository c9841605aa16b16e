using System.Text;
using StreamW2V.Store.Compression;

namespace StreamW2V.Store.Tests.Compression;

/// <summary>Prevents journal text that cannot be read back, and hostile blocks that read or write outside their spans.</summary>
public sealed class Lz4Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(255)]
    [InlineData(4096)]
    [InlineData(1_000_003)]
    public void What_was_compressed_comes_back(int length)
    {
        foreach (var source in new[] { Text(length), Noise(length, 7) })
        {
            var block = new byte[Lz4.MaxCompressedLength(length)];
            var compressed = Lz4.Compress(source, block);
            Assert.InRange(compressed, 1, block.Length);
            var back = new byte[length];
            Lz4.Decompress(block.AsSpan(0, compressed), back);
            Assert.True(source.AsSpan().SequenceEqual(back));
        }
    }

    [Fact]
    public void A_block_written_by_the_reference_tool_is_read()
    {
        // lz4 1.9.4 for 32 letters a: one literal, a match of 26 at distance 1, then the five literals every block ends with.
        byte[] block = [0x1F, (byte)'a', 0x01, 0x00, 0x07, 0x50, .. "aaaaa"u8];
        var text = new byte[32];
        Lz4.Decompress(block, text);
        Assert.Equal(new string('a', 32), Encoding.ASCII.GetString(text));
    }

    [Fact]
    public void Noise_does_not_fit_into_one_byte_less_than_itself()
    {
        var noise = Noise(5000, 3);
        Assert.Equal(0, Lz4.Compress(noise, new byte[noise.Length - 1]));
        Assert.Equal(0, Lz4.Compress(noise, []));
    }

    [Fact]
    public void A_block_with_more_or_less_content_than_expected_is_refused()
    {
        var source = Text(1000);
        var block = new byte[Lz4.MaxCompressedLength(1000)];
        var compressed = block.AsSpan(0, Lz4.Compress(source, block)).ToArray();
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress(compressed, new byte[999]));
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress(compressed, new byte[1001]));
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress(compressed, []));
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress([], new byte[1000]));
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress([], []));
        Assert.Throws<InvalidDataException>(() => Lz4.Decompress(compressed.AsSpan(0, compressed.Length - 1), new byte[1000]));
    }

    [Fact]
    public void Damaged_blocks_never_write_outside_the_destination()
    {
        var source = Text(600);
        var block = new byte[Lz4.MaxCompressedLength(600)];
        var compressed = block.AsSpan(0, Lz4.Compress(source, block)).ToArray();
        const int Guard = 64;
        for (var bit = 0; bit < compressed.Length * 8; bit++)
        {
            var damaged = (byte[])compressed.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var memory = new byte[600 + (2 * Guard)];
            memory.AsSpan().Fill(0xA5);
            try
            {
                Lz4.Decompress(damaged, memory.AsSpan(Guard, 600));
            }
            catch (InvalidDataException)
            {
                // Refused, or decoded into something of the right length: both are safe, and the record's CRC tells them apart.
            }
            Assert.Equal(-1, memory.AsSpan(0, Guard).IndexOfAnyExcept((byte)0xA5));
            Assert.Equal(-1, memory.AsSpan(Guard + 600).IndexOfAnyExcept((byte)0xA5));
        }
    }

    [Fact]
    public void A_length_the_format_does_not_have_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4.MaxCompressedLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lz4.MaxCompressedLength(int.MaxValue));
    }

    [Fact]
    public void The_provider_is_named() => Assert.Contains(Lz4.Provider, (string[])["liblz4", "K4os"]);

    private static byte[] Text(int length)
    {
        var text = new byte[length];
        var words = "the stream never stops and the journal keeps every line of it \n"u8;
        var state = 5u;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            text[i] = (state >> 28) == 0 ? (byte)('a' + (state >> 20) % 26) : words[i % words.Length];
        }
        return text;
    }

    private static byte[] Noise(int length, uint seed)
    {
        var noise = new byte[length];
        foreach (ref var value in noise.AsSpan())
        {
            seed = (seed * 1664525) + 1013904223;
            value = (byte)(seed >> 24);
        }
        return noise;
    }
}
