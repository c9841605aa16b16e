using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests.Files;

/// <summary>Prevents a checksum that differs between machines, which would make a healthy store look damaged after a move.</summary>
public sealed class Crc32CTests
{
    [Fact]
    public void The_checksum_of_the_standard_vectors_is_the_published_one()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0u, Crc32C.Compute([]));

        // RFC 3720, appendix B.4.
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void The_table_and_the_instruction_agree_at_every_length_and_start()
    {
        byte[] bytes = new byte[400];
        uint state = 12345;
        for (int i = 0; i < bytes.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = (byte)(state >> 24);
        }

        for (int start = 0; start < 9; start++)
        {
            for (int length = 0; length <= bytes.Length - start; length++)
            {
                var run = bytes.AsSpan(start, length);
                Assert.Equal(Crc32C.AppendByTable(0, run), Crc32C.Compute(run));
            }
        }
    }

    [Fact]
    public void Appending_in_pieces_gives_the_checksum_of_the_whole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            uint pieces = Crc32C.Append(Crc32C.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut));
            Assert.Equal(Crc32C.Compute(bytes), pieces);
        }
    }

    [Fact]
    public void The_checksum_of_two_runs_follows_from_theirs_whatever_their_lengths()
    {
        byte[] bytes = [.. Enumerable.Range(0, 70_000).Select(i => (byte)((i * 2654435761L) >> 13))];
        foreach (int cut in (int[])[0, 1, 3, 8, 511, 4096, 65_536, 69_999, 70_000])
        {
            uint first = Crc32C.Compute(bytes.AsSpan(0, cut));
            uint second = Crc32C.Compute(bytes.AsSpan(cut));
            Assert.Equal(Crc32C.Compute(bytes), Crc32C.Combine(first, second, bytes.Length - cut));
        }

        // Longer than an int can say: a run of zeros is cut in two in different places.
        const long Long = (5L << 30) + 7;
        uint ofLong = Zeros(Long);
        Assert.Equal(ofLong, Crc32C.Combine(Zeros(3), Zeros(Long - 3), Long - 3));
        Assert.NotEqual(ofLong, Zeros(Long & uint.MaxValue));

        static uint Zeros(long count)
        {
            // By doubling: the checksum of n zeros twice is that of 2n.
            uint all = 0;
            uint some = Crc32C.Compute([0]);
            for (long bit = 1; bit <= count; bit <<= 1)
            {
                all = (count & bit) != 0 ? Crc32C.Combine(all, some, bit) : all;
                some = Crc32C.Combine(some, some, bit);
            }

            return all;
        }
    }
}
