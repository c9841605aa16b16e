using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Numerics;

namespace StreamW2V.Host.Tests.Benchmarks;

/// <summary>Prevents the bench from leaving combinations out, from measuring something else than training, and from figures nobody can have.</summary>
public sealed class BenchVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly string _text;

    public BenchVerbTests()
    {
        var lines = File.ReadLines(Path.Combine(RepositoryFiles.Root, "samples/presidents-1909-1929.txt")).Take(600);
        _text = _folder.Write("text.txt", string.Join('\n', lines));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_has_every_combination_with_figures_that_agree()
    {
        string[] kernels = [.. new[] { "scalar", KernelSelector.Supported[^1] }.Distinct()];
        var result = await _console.RunAsync(
            "bench", _text, "--dim", "20", "--kernel", string.Join(',', kernels), "--threads", "1,2", "--min-count", "2", "--rounds", "1", "--json");
        Assert.Equal((ExitCode.Success, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        var (text, machine) = (json.RootElement.GetProperty("text"), json.RootElement.GetProperty("machine"));
        Assert.InRange(text.GetProperty("words").GetInt64(), 1, text.GetProperty("tokens").GetInt64());
        Assert.Equal(new FileInfo(_text).Length, text.GetProperty("bytes").GetInt64());
        Assert.Equal(KernelSelector.Supported.Count * 2, machine.GetProperty("arithmetic").GetArrayLength());
        Assert.All(machine.GetProperty("arithmetic").EnumerateArray(), one => Assert.InRange(Median(one, "gflops"), 1e-4, 10_000));
        Assert.All(machine.GetProperty("memory").EnumerateArray(), one => Assert.InRange(Median(one, "gigabytesPerSecond"), 1e-3, 10_000));

        var cases = json.RootElement.GetProperty("cases").EnumerateArray().ToList();
        var expected =
            from model in new[] { "sg", "cbow" }
            from objective in new[] { "ns", "hs" }
            from kernel in kernels
            from threads in new[] { 1, 2 }
            select (model, objective, kernel, threads);
        Assert.Equal(expected, cases.Select(one =>
            (Word(one, "model"), Word(one, "objective"), Word(one, "kernel"), one.GetProperty("threads").GetInt32())));
        foreach (var one in cases)
        {
            Assert.Equal((20, "private"), (one.GetProperty("dim").GetInt32(), Word(one, "mapping")));
            Assert.Equal(text.GetProperty("vocabulary").GetInt64() * 32 * sizeof(float) * 2, one.GetProperty("matrixBytes").GetInt64());
            var seconds = Median(one, "trainingSeconds");
            Assert.Equal(text.GetProperty("words").GetInt64() / seconds, Median(one, "wordsPerSecond"), tolerance: 1e-6 * Median(one, "wordsPerSecond"));
            Assert.Equal(one.GetProperty("operations").GetDouble() / seconds / 1e9, Median(one, "gflops"), tolerance: 1e-6 * Median(one, "gflops"));
            Assert.InRange(Median(one, "peakShare"), 1e-6, 3);
            string[] stages = ["read", "tokenize", "lookUp", "sample", "train", "write"];
            Assert.Equal(stages, one.GetProperty("stages").EnumerateObject().Select(stage => stage.Name));
            Assert.All(stages.Skip(1), stage => Assert.InRange(Median(one.GetProperty("stages"), stage), 1e-9, 60));
        }

        // The arithmetic is that of the text and the options, whoever does it.
        Assert.All(
            cases.GroupBy(one => (Word(one, "model"), Word(one, "objective"))),
            group => Assert.Single(group.Select(one => one.GetProperty("operations").GetDouble()).Distinct()));
    }

    [Fact]
    public async Task The_tables_show_machine_rates_and_stages_with_their_spread()
    {
        var result = await _console.RunAsync(
            "bench", _text, "--model", "sg", "--objective", "ns", "-size", "8,24,8", "--threads", "1", "--mapping", "private,huge,shared,heap", "--rounds", "2");
        Assert.Equal((ExitCode.Success, ""), (result.Code, result.Error));
        var lines = result.Output.Split('\n');
        Assert.Contains(".NET", lines[0], StringComparison.Ordinal);
        Assert.Contains("window 5, negative 5", result.Output, StringComparison.Ordinal);
        Assert.Contains("sample 0.0001, min-count 5", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"matrices of ns dim 24: [\d,]+ bytes\n", result.Output);
        Assert.All(KernelSelector.Supported, registers => Assert.Contains($"\nFMA {registers}", result.Output, StringComparison.Ordinal));
        Assert.Matches(@"\nmemory read, \S+ MiB +1 +[\d.]+ \([\d.]+\.\.[\d.]+\) +[\d.]+  GB/s\n", result.Output);

        // Two dimensions, the third is a repetition, and four mappings: in the table of rates and in that of stages.
        var rows = lines.Where(line => line.StartsWith("sg ", StringComparison.Ordinal)).ToList();
        Assert.Equal(16, rows.Count);
        Assert.Equal(["8", "8", "8", "8", "24", "24", "24", "24"], rows.Take(8).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
        string[] mappings = ["private", "huge", "shared", "heap"];
        Assert.Equal([.. mappings, .. mappings], rows.Take(8).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5]));
        Assert.All(rows.Take(8), row => Assert.Matches(@" (private|huge|shared|heap) +[\d,]+ \([\d,]+\.\.[\d,]+\) .*% .*iB$", row));
        Assert.All(rows.Skip(8), row => Assert.Matches(@" (private|huge|shared|heap)( +[\d,]+\.\d\d\d( \([\d.]+\.\.[\d.]+\))?){6}$", row));
    }

    [Fact]
    public async Task Bad_input_is_one_line_with_the_exit_code_of_other_verbs()
    {
        await FailsAsync(ExitCode.Failed, "there is no file", _folder.Path + "/missing.txt");
        await FailsAsync(ExitCode.BadInput, "there is no word in the corpus", _folder.Write("empty.txt", ""));
        await FailsAsync(ExitCode.BadInput, "no word of the corpus occurs 5 times", _folder.Write("rare.txt", "a b c"));
        await FailsAsync(ExitCode.BadInput, "looks like a binary file", _folder.Write("binary.txt", new string('\0', 5000)));
        await FailsAsync(ExitCode.BadInput, "is a directory", _folder.Path);
        await FailsAsync(ExitCode.Failed, "above --softmax-max-vocab 10", _text, "--objective", "ns,softmax", "--softmax-max-vocab", "10");
        await FailsAsync(ExitCode.Usage, "--dim 100,0: must be from 1 to 8192", _text, "--dim", "100,0");
        await FailsAsync(ExitCode.Usage, "--kernel 1024: must be one of scalar, 128, 256, 512", _text, "--kernel", "1024");
        await FailsAsync(ExitCode.Usage, "--threads 1,,2: must be a whole number, 1..256", _text, "--threads", "1,,2");
        await FailsAsync(ExitCode.Usage, "--negative 0 leaves negative sampling without noise words", _text, "--negative", "0");
        await FailsAsync(ExitCode.Usage, "cannot read standard input (-)", "-");
        await FailsAsync(ExitCode.Usage, "--store is not an option of bench", _text, "--store", "s");
        await FailsAsync(ExitCode.Usage, "bench needs FILE");
    }

    [Fact]
    public async Task A_request_to_stop_ends_it_without_a_result()
    {
        var console = new TestConsole { Cancellation = new CancellationToken(canceled: true) };
        var result = await console.RunAsync("bench", _text);
        Assert.Equal((ExitCode.Failed, ""), (result.Code, result.Output));
        Assert.Contains("stopped before everything was measured", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private async Task FailsAsync(int code, string says, params string[] arguments)
    {
        var result = await _console.RunAsync(["bench", .. arguments]);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((code, ""), (result.Code, result.Output));
    }

    private static string Word(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static double Median(JsonElement one, string name)
    {
        var spread = one.GetProperty(name);
        var (median, min, max) = (spread.GetProperty("median").GetDouble(), spread.GetProperty("min").GetDouble(), spread.GetProperty("max").GetDouble());
        Assert.InRange(median, min, max);
        return median;
    }
}
