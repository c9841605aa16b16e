using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Numerics;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>
/// Prevents a learning rate that is too high from ruining a store: the run must end and say where and what to do, the last generation must stay as it was, and learning
/// must go on from it at a lower rate.
/// </summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task A_stream_that_diverges_ends_at_its_last_generation_and_goes_on_from_there_at_a_lower_rate(string threads)
    {
        string[] Options(params string[] more) => ["run", "--stdin", "--threads", threads, "--model", "cbow", "--cbow-mean", "false", "--dim", "20", "--sample", "0", .. more];
        var first = await RunAsync(Text(0, 2000), Options());
        Assert.Equal(ExitCode.Success, first.Code);
        var before = Files();
        var newest = int.Parse(Path.GetFileName(Directory.GetDirectories(Path.Combine(Store, "generations")).Max()!), CultureInfo.InvariantCulture);

        var diverged = await RunAsync(Text(2000, 20_000), Options("--alpha", "10"));
        Assert.Equal(ExitCode.Failed, diverged.Code);
        var error = diverged.ErrorLines[^1];
        Assert.Matches(
            @$"^streamw2v: the model has diverged: .* token \d+.*, noticed at journal record \d+\. The store is back at generation {newest}; start it again with a lower --alpha", error);
        Assert.Single(diverged.ErrorLines, line => line.Contains(" error 1106 ", StringComparison.Ordinal));
        Assert.Equal(before, Files());

        var mended = await RunAsync("", Options("--alpha", "0.01"));
        Assert.Equal(ExitCode.Success, mended.Code);
        var status = await new TestConsole().RunAsync("status", "--store", Store, "--json");
        using var json = JsonDocument.Parse(status.Output);
        Assert.Equal(0, json.RootElement.GetProperty("lagBytes").GetInt64());
        Assert.InRange(json.RootElement.GetProperty("words").GetInt64(), (2000 * 10) + 1, 22_000 * 10); // of the pipe, what was taken before the end
        Assert.InRange(json.RootElement.GetProperty("prequentialLoss").GetDouble(), 0.01, 100);
        Assert.InRange(json.RootElement.GetProperty("outOfVocabulary").GetDouble(), 0, 1);
        Assert.Equal(60, json.RootElement.GetProperty("admissions").GetInt64());
    }

    [Theory]
    [InlineData("--window", "10", "--negative", "15")]
    [InlineData("--negative", "30")]
    [InlineData("--window", "30")]
    [InlineData("--window", "30", "--fixed-window", "true", "--sample", "0")]
    [InlineData("--window", "30", "--objective", "ns+hs", "--negative", "15")]
    [InlineData("--dim", "300", "--negative", "15")]
    [InlineData("--dim", "300", "--negative", "15", "--model", "cbow")]
    [InlineData("--model", "cbow", "--window", "30", "--sample", "0", "--negative", "15")]
    [InlineData("--model", "cbow", "--cbow-mean", "false")]
    [InlineData("--model", "cbow", "--cbow-mean", "false", "--objective", "hs")]
    public async Task Default_rates_do_not_diverge_however_large_windows_and_noise_are(params string[] options)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "samples/presidents-1909-1929.txt"));
        var result = await RunAsync(text, ["run", "--stdin", "--threads", "1", "--json", .. options]);
        Assert.True(result.Code == ExitCode.Success, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var knowsNothing = Math.Log(2) * (options.Contains("hs") || options.Contains("ns+hs") ? 30 : 1 + int.Parse(options.SkipWhile(o => o != "--negative").Skip(1).FirstOrDefault("5"), CultureInfo.InvariantCulture));
        Assert.InRange(json.RootElement.GetProperty("prequentialLoss").GetDouble(), 0.5, knowsNothing);
    }

    [Fact]
    public async Task A_corpus_that_diverges_is_an_error_that_says_so()
    {
        var file = Path.Combine(_folder.Path, "text");
        await File.WriteAllTextAsync(file, Text(0, 20_000));
        var result = await RunAsync("", "train", file, "--threads", "1", "--model", "cbow", "--cbow-mean", "false", "--dim", "20", "--sample", "0", "--alpha", "10");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Matches("the model has diverged: .* Nothing was written; train again .* lower --alpha", result.ErrorLines[^1]);
        Assert.Empty(Directory.GetDirectories(Path.Combine(Store, "generations")));
    }

    private string Store => Path.Combine(_folder.Path, "store");

    private static string Text(int first, int lines)
    {
        var random = new RandomSource(5, 0, (ulong)first);
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++)
        {
            text.AppendJoin(' ', Enumerable.Range(0, 10).Select(_ => string.Create(CultureInfo.InvariantCulture, $"w{random.NextInt32(60)}"))).Append('\n');
        }

        return text.ToString();
    }

    private string Files() => string.Join(
        '\n', Directory.GetFiles(Path.Combine(Store, "generations"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));

    private async Task<ConsoleResult> RunAsync(string input, params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)) };
        var code = await Application.RunAsync([.. arguments, "--store", Store, "--progress-every", "0"], context);
        return new ConsoleResult(code, output.ToString(), error.ToString());
    }
}
