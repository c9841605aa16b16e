using System.IO.Pipelines;
using System.Text;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>Prevents a wrong reading of the rules for single lines: each case is an input and the text it must become.</summary>
public class LineDecoderTests
{
    /// <summary>The examples of Unicode 16 section 3.9 (tables 3-8 to 3-11) and the cuts that logs really contain.</summary>
    [Theory]
    [InlineData("C0AFE080BFF0818241", "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41")]
    [InlineData("EDA080EDBFBFEDAF41", "FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD 41")]
    [InlineData("F4919293FF4180BF42", "FFFD FFFD FFFD FFFD FFFD 41 FFFD FFFD 42")]
    [InlineData("E180E2F09192F1BF41", "FFFD FFFD FFFD FFFD 41")]
    [InlineData("61C3", "61 FFFD")]
    [InlineData("61E282", "61 FFFD")]
    [InlineData("61F09F98", "61 FFFD")]
    [InlineData("C30061", "FFFD 61")]
    [InlineData("EFBFBD", "FFFD")]
    [InlineData("61EFBBBF62", "61 FEFF 62")]
    [InlineData("EFBBBFEFBBBF62", "FEFF 62")]
    public void Each_maximal_subpart_becomes_one_replacement_character(string raw, string expected)
    {
        var runes = string.Concat(expected.Split(' ').Select(hex => new Rune(Convert.ToInt32(hex, 16)).ToString()));
        Assert.Equal(runes + "\n", TextOf([.. Convert.FromHexString(raw), (byte)'\n']));
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\rb\n", "a\rb\n")]
    [InlineData("a\r\r\nb", "a\nb\n")]
    [InlineData("a\r\0\nb\r", "a\nb\n")]
    [InlineData("\n\r\n\n", "\n\n\n")]
    [InlineData("\0\0a\0b\0\n\0", "ab\n\n")]
    [InlineData("", "")]
    public void Line_ends_and_NULs_are_cleaned(string raw, string expected) => Assert.Equal(expected, TextOf(Encoding.UTF8.GetBytes(raw)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UTF16_with_a_mark_is_decoded_and_keeps_raw_offsets(bool bigEndian)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        var batch = new LineBatch();
        var decoder = new LineDecoder();
        decoder.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes("\u0A0Aä😀\r\n日\n")], batch);
        Assert.Equal("\u0A0Aä😀\n日\n", Encoding.UTF8.GetString(batch.Text));
        Assert.Equal(2 + 12, batch.LineEnd(0));
        Assert.Equal(2 + 16, batch.LineEnd(1));
        Assert.Equal(bigEndian ? TextEncoding.Utf16BigEndian : TextEncoding.Utf16LittleEndian, decoder.Encoding);
        Assert.Equal(2, batch.StartOffset);
        Assert.Equal(0, batch.RepairedLines);
    }

    [Fact]
    public void Unpaired_surrogates_and_an_odd_last_byte_are_repaired()
    {
        var batch = new LineBatch();
        var decoder = new LineDecoder();
        decoder.Decode([0xFF, 0xFE, 0x3D, 0xD8, 0x41, 0, 0x00, 0xDE, 0x42, 0, 0x0A, 0, 0x3D, 0xD8, 0x7A], batch);
        decoder.Complete(batch);
        Assert.Equal("\uFFFDA\uFFFDB\n\uFFFD\uFFFD\n", Encoding.UTF8.GetString(batch.Text));
        Assert.Equal(2, batch.RepairedLines);
    }

    [Fact]
    public void A_partial_last_line_is_held_until_it_is_completed()
    {
        var batch = new LineBatch();
        var decoder = new LineDecoder(100);
        Assert.Equal(6, decoder.Decode("one\ntw"u8, batch));
        Assert.Equal((1, 100, 104, 2), (batch.Lines, batch.StartOffset, batch.EndOffset, decoder.HeldBytes));
        Assert.True(decoder.Complete(batch));
        Assert.False(decoder.Complete(batch));
        Assert.Equal("one\ntw\n", Encoding.UTF8.GetString(batch.Text));
        Assert.Equal(106, batch.EndOffset);
    }

    [Fact]
    public void A_batch_counts_what_was_changed_in_its_lines_only()
    {
        var batch = new LineBatch(1);
        var decoder = new LineDecoder(maxLineBytes: 5);
        byte[] raw = [.. "123456\n12345\r\n"u8, 0xFF, (byte)'\n', 0, 0, 0, (byte)'\n', (byte)'x', (byte)'\n'];
        (int, int, long)[] expected = [(1, 0, 0), (0, 0, 0), (0, 1, 0), (0, 0, 3), (0, 0, 0)];
        var used = 0;
        foreach (var counts in expected)
        {
            batch.Clear();
            used += decoder.Decode(raw.AsSpan(used), batch);
            Assert.Equal(1, batch.Lines);
            Assert.Equal(counts, (batch.TruncatedLines, batch.RepairedLines, batch.NulBytes));
        }

        Assert.Equal(raw.Length, used);
    }

    /// <summary>A character is never cut in two by the longest line, and nothing that follows it slips into the gap.</summary>
    [Fact]
    public void A_long_line_is_cut_at_a_character()
    {
        var batch = new LineBatch();
        new LineDecoder(maxLineBytes: 6).Decode("abcd日x\nnext\n"u8, batch);
        Assert.Equal("abcd\nnext\n", Encoding.UTF8.GetString(batch.Text));
        Assert.Equal(1, batch.TruncatedLines);
    }

    /// <summary>100 MB without a newline: text, NULs and invalid bytes; memory must not follow the length.</summary>
    [Theory]
    [InlineData((byte)'a')]
    [InlineData((byte)0)]
    [InlineData((byte)0xFF)]
    public async Task A_line_of_100_MB_needs_bounded_memory(byte filler)
    {
        const long LineBytes = 100_000_000;
        var reader = PipeReader.Create(new LongLineStream(LineBytes, filler));
        var framer = new LineFramer(reader);
        var batch = new LineBatch(4 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = framer.ReadAsync(batch, fill: true);

        // The stream never waits, so all of the work was done on this thread.
        Assert.True(read.IsCompleted);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(await read);
        Assert.Equal(LineBytes + 1 + 5, batch.EndOffset);
        Assert.Equal(2, batch.Lines);
        Assert.EndsWith("\ntail\n", Encoding.UTF8.GetString(batch.Text), StringComparison.Ordinal);
        Assert.Equal(filler == 0 ? 0 : 1, batch.TruncatedLines);
        Assert.InRange(allocated, 0, 16_000_000);
    }

    [Fact]
    public void Decoding_allocates_nothing_once_its_buffers_have_grown()
    {
        var raw = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"line {i} with ümlauts\r\n")));
        raw[^3] = 0xFF;
        var batch = new LineBatch();
        var decoder = new LineDecoder();
        long allocated = 0;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            batch.Clear();
            decoder.Decode(raw, batch);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Assert.Equal(2000, batch.Lines);
    }

    private static string TextOf(byte[] raw)
    {
        var batch = new LineBatch();
        var decoder = new LineDecoder();
        Assert.Equal(raw.Length, decoder.Decode(raw, batch));
        decoder.Complete(batch);
        return Encoding.UTF8.GetString(batch.Text);
    }
}
