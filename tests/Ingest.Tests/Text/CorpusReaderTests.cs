using System.IO.Pipes;
using System.Text;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Tests.Text;

/// <summary>
/// Prevents a resumed training from seeing other lines than an uninterrupted one, a damaged file from passing as a short one, and errors
/// that do not say which file and why.
/// </summary>
public sealed class CorpusReaderTests : IDisposable
{
    private static readonly CorpusOptions Small = new() { BlockBytes = 1500, Blocks = 2, MaxLineBytes = 300 };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resuming_at_every_block_and_line_gives_the_rest_of_the_uninterrupted_lines()
    {
        string[] files =
        [
            _folder.Write("a.txt", TextBytes(1, 20_000)),
            _folder.Write("empty.txt", []),
            _folder.Write("b.gz", TestFolder.Gzip(TextBytes(2, 20_000))),
            _folder.Write("utf16.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("eins\r\nzwei ü\n日本\nlast")]),
            _folder.Write("c.gz", [.. TestFolder.Gzip(TextBytes(3, 9_000)), .. TestFolder.Gzip("tail of the second member"u8.ToArray())]),
            _folder.Write("d.txt", "\uFEFFone line with a mark and without an end"u8.ToArray()),
        ];
        var all = ReadAll(files, default);
        Assert.Equal(LineOracleLines(files), all.Select(line => line.Line));
        Assert.Equal("one line with a mark and without an end", all[^1].Line);

        for (var from = 0; from < all.Count; from++)
        {
            // Every block's end, every line of the UTF-16 file (its encoding shows at its start only), and one line in seven of the rest.
            if (all[from].EndsBlock || all[from].End.File == 3 || from % 7 == 0)
            {
                var resumed = ReadAll(files, all[from].End);
                Assert.Equal(all.Skip(from + 1).Select(line => (line.Line, line.End)), resumed.Select(line => (line.Line, line.End)));
            }
        }
    }

    [Fact]
    public void Blocks_are_the_same_in_every_pass_and_report_progress()
    {
        var file = _folder.Write("a.txt", TextBytes(4, 700_000));
        var gzip = _folder.Write("a.gz", TestFolder.Gzip(TextBytes(5, 700_000)));
        string[] files = [file, gzip];
        var passes = Enumerable.Range(0, 2).Select(_ =>
        {
            using var reader = new CorpusReader(files);
            Assert.Equal(new FileInfo(file).Length + new FileInfo(gzip).Length, reader.TotalBytes);
            var blocks = new List<(CorpusPosition, CorpusPosition, int)>();
            long stored = 0;
            while (reader.Read() is { } block)
            {
                Assert.InRange(block.StoredBytes, stored, reader.TotalBytes);
                stored = block.StoredBytes;
                blocks.Add((block.Start, block.End, block.Lines.Lines));
            }

            Assert.Equal(reader.TotalBytes, stored);
            Assert.Null(reader.Read());
            return blocks;
        }).ToArray();
        Assert.Equal(passes[0], passes[1]);
        Assert.Equal(6, passes[0].Count);
        Assert.Equal(700_000, passes[0][2].Item2.Offset);
    }

    [Fact]
    public void Every_way_to_cut_a_gzip_file_short_is_noticed()
    {
        var whole = (byte[])[.. TestFolder.Gzip(TextBytes(6, 3000)), .. TestFolder.Gzip(TextBytes(7, 300))];
        var first = TestFolder.Gzip(TextBytes(6, 3000)).Length;
        for (var length = 2; length < whole.Length; length++)
        {
            using var source = new GzipSource(new MemoryStream(whole, 0, length), "cut.gz");
            if (length == first)
            {
                Assert.Equal(3000, Inflate(source));
                continue;
            }

            var error = Assert.Throws<BadInputException>(() => Inflate(source));
            Assert.Matches("^cut\\.gz: the gzip data is (cut short|damaged).*\\(inflated offset \\d+\\)", error.Message);
        }

        using var intact = new GzipSource(new MemoryStream(whole), "whole.gz");
        Assert.Equal(3300, Inflate(intact));
        Assert.Equal(3300, intact.InflatedOffset);
        Assert.Equal(whole.Length, intact.CompressedOffset);
    }

    [Fact]
    public void A_damaged_gzip_file_is_an_error_after_the_lines_before_it()
    {
        var good = _folder.Write("good.txt", "before\n"u8.ToArray());
        var bytes = TestFolder.Gzip(TextBytes(8, 500_000));
        bytes[bytes.Length / 2] ^= 0x55;
        var bad = _folder.Write("bad.gz", bytes);
        using var reader = new CorpusReader([good, bad]);
        Assert.Equal("before\n", Encoding.UTF8.GetString(reader.Read()!.Lines.Text));
        var error = Assert.Throws<BadInputException>(() =>
        {
            while (reader.Read() is not null)
            {
            }
        });
        Assert.StartsWith($"{bad}: the gzip data is ", error.Message, StringComparison.Ordinal);
        Assert.Matches("inflated offset [1-9]", error.Message);
    }

    /// <summary>rsync and log rotation make files of thousands of members; their borders fall anywhere in the inflater's buffers.</summary>
    [Fact]
    public void Thousands_of_gzip_members_read_as_one_text_however_the_bytes_arrive()
    {
        var text = TextBytes(9, 60_000);
        var members = new List<byte>();
        var numbers = new TestNumbers(9);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(numbers.Next(40), text.Length - at);
            members.AddRange(TestFolder.Gzip(text[at..(at + length)]));
            at += length;
        }

        byte[] compressed = [.. members];
        foreach (var chunk in new[] { 1, 3, 17, 1000, 8192, int.MaxValue })
        {
            using var source = new GzipSource(new ShortReadStream(compressed, chunk), "members.gz");
            var inflated = new MemoryStream();
            var buffer = new byte[997];
            for (var count = source.Read(buffer); count > 0; count = source.Read(buffer))
            {
                inflated.Write(buffer, 0, count);
            }

            Assert.Equal(text, inflated.ToArray());
        }
    }

    [Fact]
    public void What_cannot_be_read_is_refused_before_any_work_with_the_reason()
    {
        using var pipe = new AnonymousPipeServerStream();
        var good = _folder.Write("good.txt", "text\n"u8.ToArray());
        AssertRefused("no such file", _folder.PathOf("missing.txt"));
        AssertRefused("no such file", _folder.PathOf("missing/file.txt"));
        AssertRefused("is a directory", Path.GetDirectoryName(good)!);
        AssertRefused("looks like a binary file: 2.0 %", _folder.Write("binary", [.. Enumerable.Repeat((byte)'a', 98), 0, 1]));
        AssertRefused("looks like a binary file", _folder.Write("binary.gz", TestFolder.Gzip(new byte[10_000])));
        AssertRefused("is zstd-compressed", _folder.Write("a.zst", [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x41]));
        AssertRefused("cut short", _folder.Write("cut.gz", TestFolder.Gzip(TextBytes(1, 5000))[..^9]));
        AssertRefused("is a pipe or device", $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}");

        void AssertRefused(string reason, string path)
        {
            var error = Assert.Throws<BadInputException>(() => new CorpusReader([good, path]));
            Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    /// <summary>Tests may run as root, who may read everything; the line for the denied case is checked by itself.</summary>
    [Fact]
    public void A_denied_file_is_named_with_the_remedy() => Assert.Equal(
        "/a/b.txt: permission denied; make the file readable for this user",
        CorpusFile.Explain("/a/b.txt", new UnauthorizedAccessException("Access to the path is denied.")).Message);

    [Fact]
    public void Going_on_behind_the_end_of_a_file_is_refused()
    {
        var plain = _folder.Write("a.txt", TextBytes(1, 20_000));
        var gzip = _folder.Write("a.gz", TestFolder.Gzip(TextBytes(1, 20_000)));
        foreach (var (file, offset) in new[] { (plain, 20_001L), (plain, 1L << 40), (gzip, 20_001L) })
        {
            using var reader = new CorpusReader([file], new CorpusPosition(0, offset));
            Assert.Contains("ends at byte 20000", Assert.Throws<BadInputException>(() => reader.Read()).Message, StringComparison.Ordinal);
        }

        using var atEnd = new CorpusReader([plain, gzip], new CorpusPosition(1, 20_000));
        Assert.Null(atEnd.Read());
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_ends_where_it_ended_at_the_start()
    {
        var path = _folder.Write("growing.txt", TextBytes(1, 30_000));
        using var file = CorpusFile.Open(path);
        File.AppendAllText(path, "more\n");
        long total = 0;
        var buffer = new byte[1000];
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            total += count;
        }

        Assert.Equal(30_000, total);
    }

    [Fact]
    public void Every_pass_over_growing_files_ends_where_their_fingerprints_do()
    {
        var plain = _folder.Write("growing.txt", TextBytes(1, 30_000));
        var gzip = _folder.Write("growing.gz", TestFolder.Gzip(TextBytes(2, 30_000)));
        var fingerprint = CorpusFingerprint.Of([plain, gzip]);
        byte[]? first = null;
        for (var pass = 0; pass < 3; pass++)
        {
            using var reader = new CorpusReader([plain, gzip], options: Small, limits: fingerprint);
            Assert.Equal(fingerprint.Files.Sum(file => file.Length), reader.TotalBytes);
            using var text = new MemoryStream();
            while (reader.Read() is { } block)
            {
                text.Write(block.Lines.Text);
            }

            first ??= text.ToArray();
            Assert.Equal(first, text.ToArray());
            File.AppendAllText(plain, "more\n");
            File.AppendAllBytes(gzip, TestFolder.Gzip("more\n"u8.ToArray()));
        }
    }

    [Fact]
    public void A_file_that_has_become_shorter_than_its_fingerprint_is_refused()
    {
        var path = _folder.Write("shrinking.txt", TextBytes(1, 30_000));
        var fingerprint = CorpusFingerprint.Of([path]);
        _folder.Write("shrinking.txt", TextBytes(1, 20_000));
        var error = Assert.Throws<BadInputException>(() => new CorpusReader([path], limits: fingerprint));
        Assert.Contains("20000 bytes instead of 30000", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new CorpusReader([path, path], limits: fingerprint));
    }

    [Fact]
    public void Disposing_in_the_middle_of_a_corpus_returns()
    {
        var file = _folder.Write("a.txt", TextBytes(1, 500_000));
        var reader = new CorpusReader([file], options: Small);
        Assert.NotNull(reader.Read());
        reader.Dispose();
    }

    [Fact]
    public void Reading_ahead_waits_when_the_ring_is_full()
    {
        var file = _folder.Write("a.txt", TextBytes(1, 100_000));
        using var reader = new CorpusReader([file], options: Small);
        var first = reader.Read()!;
        var text = first.Lines.Text.ToArray();
        Thread.Sleep(50);
        Assert.Equal(text, first.Lines.Text.ToArray());
        Assert.Equal(first.End, reader.Read()!.Start);
    }

    private static long Inflate(GzipSource source)
    {
        long total = 0;
        var buffer = new byte[100];
        for (var count = source.Read(buffer); count > 0; count = source.Read(buffer))
        {
            total += count;
        }

        return total;
    }

    private static List<(string Line, CorpusPosition End, bool EndsBlock)> ReadAll(string[] files, CorpusPosition start)
    {
        var lines = new List<(string, CorpusPosition, bool)>();
        using var reader = new CorpusReader(files, start, Small);
        var expected = start;
        while (reader.Read() is { } block)
        {
            if (block.File == expected.File && (block.Start.Offset > 3 || expected.Offset > 0))
            {
                Assert.Equal(expected, block.Start);
            }

            var index = 0;
            foreach (var line in block.Lines.EnumerateLines())
            {
                var end = new CorpusPosition(block.File, block.Lines.LineEnd(index++));
                lines.Add((Encoding.UTF8.GetString(line), end, index == block.Lines.Lines));
            }

            expected = block.End;
        }

        return lines;
    }

    private static IEnumerable<string> LineOracleLines(string[] files) => files.SelectMany(file =>
    {
        var raw = File.ReadAllBytes(file);
        if (GzipSource.IsGzip(raw))
        {
            using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(raw), System.IO.Compression.CompressionMode.Decompress);
            var text = new MemoryStream();
            gzip.CopyTo(text);
            raw = text.ToArray();
        }

        return LineOracle.Lines(raw, Small.MaxLineBytes, complete: true).Select(line => line.Line);
    });

    /// <summary>Lines of words of all lengths, some CRLF, some invalid bytes, some too long; ended by a newline.</summary>
    private static byte[] TextBytes(ulong seed, int length)
    {
        var numbers = new TestNumbers(seed);
        var text = new List<byte>();
        while (text.Count < length)
        {
            switch (numbers.Next(40))
            {
                case < 5:
                    text.AddRange("\n"u8);
                    break;
                case 5:
                    text.AddRange("\r\n"u8);
                    break;
                case 6:
                    text.Add((byte)(0x80 + numbers.Next(128)));
                    break;
                case 7 when numbers.Next(20) == 0:
                    text.AddRange(Enumerable.Repeat((byte)'x', 400));
                    break;
                default:
                    text.AddRange(Encoding.UTF8.GetBytes($"wört{numbers.Next(1000)} "));
                    break;
            }
        }

        text[length - 1] = (byte)'\n';
        return [.. text.Take(length)];
    }
}
