using System.Text;
using StreamW2V.Ingest.Sources;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents compressed files from being read twice, in part, or with bytes that are not theirs.</summary>
public sealed class GzipSourceFileTests : IDisposable
{
    private readonly IntakeBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task All_members_are_read_and_the_last_line_needs_no_end()
    {
        _bench.Write("a.gz", [.. IntakeBench.Gzip("one\ntw"), .. IntakeBench.Gzip("o\nthree")]);
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal(["one", "two", "three"], _bench.Lines());
        Assert.Equal(SourcePhase.Finished, Assert.Single(_bench.Recover().Sources).Description.Phase);
    }

    [Fact]
    public async Task A_member_added_later_is_read_on()
    {
        _bench.Write("a.gz", IntakeBench.Gzip("one\n"));
        await _bench.RunOnceAsync();
        File.AppendAllBytes(_bench.At("a.gz"), IntakeBench.Gzip("two\n"));
        await _bench.RunOnceAsync();
        Assert.Equal(["one", "two"], _bench.Lines());
    }

    [Theory]
    [InlineData("a.log", "a.log.1.gz")]
    [InlineData("a.log", "a.log.gz")]
    [InlineData("a.log.1", "a.log.2.gz")]
    [InlineData("a.log", "a.log-20240131.gz")]
    public async Task A_log_that_is_compressed_by_rotation_is_not_read_twice(string plain, string compressed)
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"line {i * 7919 % 3001}\n"));
        _bench.Write(plain, text);
        await _bench.RunOnceAsync();
        File.Delete(_bench.At(plain));
        _bench.Write(compressed, IntakeBench.Gzip(text + "one more\n"));
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal((text + "one more\n").Split('\n')[..^1], _bench.Lines());
        Assert.Single(_bench.Recover().Sources, source => source.Description.Kind == SourceKind.Gzip);
    }

    [Fact]
    public async Task A_compressed_copy_beside_its_original_is_not_read_twice()
    {
        _bench.Write("a.log.1", "one\ntwo\nlast without end");
        _bench.Write("a.log.1.gz", IntakeBench.Gzip("one\ntwo\nlast without end"));
        await _bench.RunOnceAsync();
        Assert.Equal(["one", "two", "last without end"], _bench.Lines());
    }

    [Fact]
    public async Task Compressed_files_that_repeat_each_other_under_other_names_are_files_of_their_own()
    {
        _bench.Write("plain", "same\n");
        _bench.Write("x.gz", IntakeBench.Gzip("same\n"));
        _bench.Write("y.gz", IntakeBench.Gzip("same\n"));
        await _bench.RunOnceAsync();
        Assert.Equal(["same", "same", "same"], _bench.Lines());
    }

    [Fact]
    public async Task A_shorter_file_with_the_header_of_one_that_was_read_is_read()
    {
        string header = new string('h', 1500) + "\n";
        string first = header + string.Concat(Enumerable.Range(0, 400).Select(i => $"first {i}\n"));
        string second = header + string.Concat(Enumerable.Range(0, 200).Select(i => $"second {i}\n"));
        _bench.Write("app.log", first);
        await _bench.RunOnceAsync();
        File.Delete(_bench.At("app.log"));
        _bench.Write("app.log.2.gz", IntakeBench.Gzip(first), minutesOld: 120);
        _bench.Write("app.log.1.gz", IntakeBench.Gzip(second));
        _bench.Write("app.log", header + "third\n", minutesOld: 0);
        await _bench.RunOnceAsync();
        await _bench.RunOnceAsync();
        Assert.Equal((first + second + header + "third\n").Split('\n')[..^1], _bench.Lines());
        Assert.Equal(0, _bench.Counters.RecognisedCopies);
    }

    [Fact]
    public async Task A_longer_content_with_the_same_header_does_not_hide_the_one_that_was_compressed()
    {
        string header = new string('h', 1500) + "\n";
        string second = header + string.Concat(Enumerable.Range(0, 200).Select(i => $"second {i}\n"));
        _bench.Write("app.log", header + string.Concat(Enumerable.Range(0, 400).Select(i => $"first {i}\n")));
        await _bench.RunOnceAsync();
        _bench.Write("app.log", second);
        await _bench.RunOnceAsync();
        int known = _bench.Lines().Count;
        File.Delete(_bench.At("app.log"));
        _bench.Write("app.log.1.gz", IntakeBench.Gzip(second + "new\n"));
        await _bench.RunOnceAsync();
        Assert.Equal(["new"], _bench.Lines().Skip(known));
    }

    [Fact]
    public async Task A_compressed_part_of_a_file_that_is_still_there_is_not_read_again()
    {
        string part = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i}\n"));
        _bench.Write("a.log", part + "one more\n");
        await _bench.RunOnceAsync();
        _bench.Write("a.log.1.gz", IntakeBench.Gzip(part));
        await _bench.RunOnceAsync();
        Assert.Equal(401, _bench.Lines().Count);
    }

    [Fact]
    public async Task A_cut_file_gives_its_whole_lines_and_nothing_else_and_goes_on_when_the_rest_arrives()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 400; i++)
        {
            text.Append("line number ").Append(i * 7919 % 401).Append('\n');
        }

        byte[] whole = IntakeBench.Gzip(text.ToString());
        string[] lines = text.ToString().Split('\n')[..^1];
        for (int cut = 3; cut < whole.Length; cut += 1 + (cut / 9))
        {
            using var bench = new IntakeBench { Options = new IntakeOptions { GzipPatience = TimeSpan.FromDays(30_000) } };
            bench.Write("a.gz", whole[..cut]);
            await bench.RunOnceAsync();
            var got = bench.Lines();
            Assert.Equal(lines[..got.Count], got);
            Assert.Single(Directory.GetFiles(bench.QuarantinePath));
            bench.Write("a.gz", whole);
            await bench.RunOnceAsync();
            Assert.Equal(lines, bench.Lines());
            Assert.Equal(0, bench.Counters.Truncations);
        }
    }

    [Fact]
    public async Task A_file_that_is_being_compressed_is_waited_for()
    {
        byte[] whole = IntakeBench.Gzip(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 31 % 5003}\n")));
        File.WriteAllBytes(_bench.At("a.gz"), whole[..(whole.Length / 2)]);
        _bench.Options = _bench.Options with { RetryAfter = TimeSpan.FromMilliseconds(30) };
        bool isWhole = false;
        await _bench.RunUntilAsync(counters =>
        {
            if (!isWhole && counters.Scans > 5)
            {
                isWhole = true;
                File.WriteAllBytes(_bench.At("a.gz"), whole);
            }

            return counters.Lines == 5000;
        });
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{i * 31 % 5003}"), _bench.Lines());
        Assert.Equal(0, _bench.Counters.Refused);
    }

    [Fact]
    public async Task A_compressed_binary_is_refused()
    {
        _bench.Write("a.gz", IntakeBench.Gzip([.. Enumerable.Range(0, 9000).Select(i => (byte)i)]));
        await _bench.RunOnceAsync();
        Assert.Empty(_bench.Lines());
        Assert.Equal(1, _bench.Counters.Refused);
    }
}
