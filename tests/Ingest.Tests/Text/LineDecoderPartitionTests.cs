using System.IO.Pipelines;
using System.Text;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>
/// Prevents lines or offsets that depend on how reads cut the stream: then a replay after a crash would train on other text than the
/// first run, and an offset inside a character or a CRLF would lose or repeat bytes.
/// </summary>
public class LineDecoderPartitionTests
{
    private const int MaxLineBytes = 40;

    private static readonly byte[][] Pieces =
    [
        "\n"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "\r"u8.ToArray(), "\r\r\n"u8.ToArray(), [0], [0, 0, 0], "word "u8.ToArray(),
        "Straße "u8.ToArray(), "日本語"u8.ToArray(), "😀"u8.ToArray(), "e\u0301"u8.ToArray(), [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
        [0xF0, 0x9F, (byte)'\n'], [0x80], [0xFF], [0xFE], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80],
        [0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBD], [0x0A, 0x0A], [0xD8, 0x3D], [0x3D, 0xD8, 0x00, 0xDE],
        [0x0A, 0x00], [0x00, 0x0A], [0x0D, 0x00, 0x0A, 0x00],
        "a line that is longer than the longest one permitted here"u8.ToArray(), "rather long: üüüüüüüüüüüüüüüüüüüüü"u8.ToArray(),
    ];

    private static readonly byte[][] Starts = [[], [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF], [0xEF, 0xBB], [0xFE], [0xFF]];

    /// <summary>3,000 inputs of hostile pieces, each cut at random places and into batches of random size.</summary>
    [Fact]
    public void Any_partition_into_chunks_gives_the_lines_and_offsets_of_the_whole()
    {
        for (ulong seed = 1; seed <= 3000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var raw = Input(ref numbers);
            var complete = numbers.Next(2) == 0;
            var expected = LineOracle.Lines(raw, MaxLineBytes, complete);
            var actual = Decode(raw, ref numbers, complete);
            var difference = $"seed {seed}: {Convert.ToHexString(raw)}\nexpected {Show(expected)}\nactual   {Show(actual)}";
            Assert.True(expected.SequenceEqual(actual), difference);
        }
    }

    /// <summary>Every single cut of every input into two chunks, which random cuts of longer inputs may miss.</summary>
    [Fact]
    public void Every_cut_into_two_chunks_gives_the_lines_and_offsets_of_the_whole()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var numbers = new TestNumbers(seed);
            var raw = Input(ref numbers);
            var expected = LineOracle.Lines(raw, MaxLineBytes, complete: true);
            for (var cut = 0; cut <= raw.Length; cut++)
            {
                var decoder = new LineDecoder(maxLineBytes: MaxLineBytes);
                var batch = new LineBatch();
                Assert.Equal(cut, decoder.Decode(raw.AsSpan(0, cut), batch));
                Assert.Equal(raw.Length - cut, decoder.Decode(raw.AsSpan(cut), batch));
                decoder.Complete(batch);
                Assert.True(expected.SequenceEqual(Lines(batch)), $"seed {seed} cut {cut}: {Convert.ToHexString(raw)}");
            }
        }
    }

    /// <summary>Resuming at any line's end, as after a crash, continues with the very same lines.</summary>
    [Fact]
    public void Resuming_at_any_line_end_gives_the_remaining_lines()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var numbers = new TestNumbers(seed);
            var raw = Input(ref numbers);
            var expected = LineOracle.Lines(raw, MaxLineBytes, complete: true);
            ByteOrderMark.TryDetect(raw, isWhole: true, out var encoding, out _);
            for (var line = 0; line < expected.Count; line++)
            {
                var decoder = new LineDecoder(expected[line].End, encoding, MaxLineBytes);
                var batch = new LineBatch();
                decoder.Decode(raw.AsSpan((int)expected[line].End), batch);
                decoder.Complete(batch);
                Assert.True(expected.Skip(line + 1).SequenceEqual(Lines(batch)), $"seed {seed} line {line}: {Convert.ToHexString(raw)}");
            }
        }
    }

    /// <summary>The pull side: a pipe whose writer hands over random chunks, with full batches and with batches as they come.</summary>
    [Fact]
    public async Task A_pipe_gives_the_lines_and_offsets_of_the_whole()
    {
        for (ulong seed = 1; seed <= 1000; seed++)
        {
            var numbers = new TestNumbers(seed);
            var raw = Input(ref numbers);
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
            var writer = WriteAsync(pipe.Writer, raw, numbers);
            var framer = new LineFramer(pipe.Reader, new LineDecoder(maxLineBytes: MaxLineBytes));
            var batch = new LineBatch(1 + numbers.Next(60));
            var fill = numbers.Next(2) == 0;
            var actual = new List<(string, long)>();
            while (await framer.ReadAsync(batch, fill))
            {
                actual.AddRange(Lines(batch));
            }

            Assert.True(framer.IsAtEnd);
            Assert.Equal(raw.Length - framer.EndOffset, framer.HeldBytes);
            if (framer.Complete(batch))
            {
                actual.AddRange(Lines(batch));
            }

            await writer;
            var expected = LineOracle.Lines(raw, MaxLineBytes, complete: true);
            Assert.True(expected.SequenceEqual(actual), $"seed {seed}: {Convert.ToHexString(raw)}");
        }
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] raw, TestNumbers numbers)
    {
        for (var at = 0; at < raw.Length;)
        {
            var length = Math.Min(1 + numbers.Next(7), raw.Length - at);
            await writer.WriteAsync(raw.AsMemory(at, length));
            at += length;
            if (numbers.Next(4) == 0)
            {
                await Task.Yield();
            }
        }

        await writer.CompleteAsync();
    }

    private static byte[] Input(ref TestNumbers numbers)
    {
        var raw = new List<byte>(Starts[numbers.Next(Starts.Length)]);
        for (var pieces = numbers.Next(25); pieces > 0; pieces--)
        {
            raw.AddRange(numbers.Next(8) == 0 ? [(byte)numbers.Next(256)] : Pieces[numbers.Next(Pieces.Length)]);
        }

        return [.. raw];
    }

    private static List<(string Line, long End)> Decode(byte[] raw, ref TestNumbers numbers, bool complete)
    {
        var decoder = new LineDecoder(maxLineBytes: MaxLineBytes);
        var batch = new LineBatch(1 + numbers.Next(60));
        var lines = new List<(string, long)>();
        for (var at = 0; at < raw.Length;)
        {
            var chunk = raw.AsSpan(at, Math.Min(1 + numbers.Next(9), raw.Length - at));
            at += decoder.Decode(chunk, batch);
            Assert.Equal(at, decoder.ReadOffset);
            if (batch.IsFull)
            {
                lines.AddRange(Lines(batch));
                batch.Clear();
            }
        }

        if (complete)
        {
            decoder.Complete(batch);
            Assert.Equal(0, decoder.HeldBytes);
        }

        lines.AddRange(Lines(batch));
        return lines;
    }

    private static IEnumerable<(string Line, long End)> Lines(LineBatch batch)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var lines = new List<(string, long)>();
        foreach (var line in batch.EnumerateLines())
        {
            lines.Add((strict.GetString(line), batch.LineEnd(lines.Count)));
        }

        Assert.Equal(batch.Lines, lines.Count);
        return lines;
    }

    private static string Show(IEnumerable<(string Line, long End)> lines) =>
        string.Join(" | ", lines.Select(line => $"{Convert.ToHexString(Encoding.UTF8.GetBytes(line.Line))}@{line.End}"));
}
