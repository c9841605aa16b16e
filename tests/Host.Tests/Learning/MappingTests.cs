using System.Text;
using StreamW2V.Host.CommandLine;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>Prevents where the rows live from changing what is learned, and scratch files from being left in a store.</summary>
public sealed class MappingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _text;

    public MappingTests() =>
        _text = _folder.Write("text.txt", string.Concat(Enumerable.Range(0, 2000).Select(i => $"red green blue one{i % 7} two{i % 11} three{i % 13}\n")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_and_run_write_the_same_matrices_whatever_the_mapping()
    {
        var expected = await LearnAsync("private");
        Assert.Equal(expected, await LearnAsync("huge"));
        Assert.Equal(expected, await LearnAsync("shared"));
        Assert.Equal(
            ["LOCK", "generations", "journal", "store.json"],
            Directory.EnumerateFileSystemEntries(Store("shared")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("run")]
    public async Task Rows_on_the_heap_are_for_the_bench_only(string verb)
    {
        string[] input = verb == "train" ? [_text] : ["--watch", _folder.Path];
        var result = await new TestConsole().RunAsync([verb, .. input, "--store", "s", "--mapping", "heap"]);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains("--mapping heap: must be one of private, huge, shared", result.Error, StringComparison.Ordinal);
    }

    private string Store(string mapping) => Path.Combine(_folder.Path, "stores", mapping);

    private async Task<string> LearnAsync(string mapping)
    {
        await RunAsync(Stream.Null, "train", _text, "--objective", "ns+hs", "--dim", "20", "--passes", "2", "--mapping", mapping);
        var more = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"red green four{i % 17} five{i % 19} rare{i}\n"));
        await RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(more)), "run", "--max-vocab", "100", "--mapping", mapping);
        using var store = StoreFolder.OpenForReading(Store(mapping));
        var generation = store.OpenNewest(verifyMatrices: true)!;
        return string.Join(' ', generation.Manifest.Files.Where(file => file.IsMatrix).Select(file => $"{file.Name} {file.Bytes} {file.Crc32C:x8}"));

        async Task RunAsync(Stream input, params string[] arguments)
        {
            using StringWriter output = new(), error = new();
            var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => input };
            var code = await Application.RunAsync([.. arguments, "--threads", "1", "--store", Store(mapping)], context);
            Assert.True(code == ExitCode.Success, error.ToString());
        }
    }
}
