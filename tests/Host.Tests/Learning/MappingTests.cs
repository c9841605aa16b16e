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
        Assert.Equal(expected, await LearnAsync("auto", "--memory-limit", "1MiB"));
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
        Assert.Contains("--mapping heap: must be one of auto, private, huge, shared", result.Error, StringComparison.Ordinal);
    }

    private string Store(string mapping) => Path.Combine(_folder.Path, "stores", mapping);

    [Fact]
    public async Task A_stream_that_outgrows_memory_moves_to_the_disk_and_learns_the_same()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"red green four{i % 17} rare{i}\n"));
        var matrices = new List<string>();
        foreach (var (name, limit) in new[] { ("ample", "100GiB"), ("scarce", "147500000") })
        {
            using StringWriter output = new(), error = new();
            var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) };
            var code = await Application.RunAsync(
                ["run", "--store", Store(name), "--threads", "1", "--dim", "20", "--objective", "ns+hs", "--min-count", "1", "--max-vocab", "100000", "--memory-limit", limit], context);
            Assert.True(code == ExitCode.Success, error.ToString());
            Assert.Contains($"of {(name == "ample" ? 100L << 30 : 147_500_000)} by --memory-limit; mapping private: it fits", error.ToString(), StringComparison.Ordinal);
            Assert.Equal(name == "scarce", error.ToString().Contains("have outgrown memory: their rows moved to scratch files", StringComparison.Ordinal));
            using var store = StoreFolder.OpenForReading(Store(name));
            matrices.Add(Matrices(store));
        }

        Assert.Equal(matrices[0], matrices[1]);
    }

    private static string Matrices(StoreFolder store) =>
        string.Join(' ', store.OpenNewest(verifyMatrices: true)!.Manifest.Files.Where(file => file.IsMatrix).Select(file => $"{file.Name} {file.Bytes} {file.Crc32C:x8}"));

    private async Task<string> LearnAsync(string mapping, params string[] options)
    {
        await RunAsync(Stream.Null, ["train", _text, "--objective", "ns+hs", "--dim", "20", "--passes", "2", "--mapping", mapping, .. options]);
        var more = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"red green four{i % 17} five{i % 19} rare{i}\n"));
        await RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(more)), ["run", "--max-vocab", "100", "--mapping", mapping, .. options]);
        using var store = StoreFolder.OpenForReading(Store(mapping));
        return Matrices(store);

        async Task RunAsync(Stream input, string[] arguments)
        {
            using StringWriter output = new(), error = new();
            var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => input };
            var code = await Application.RunAsync([.. arguments, "--threads", "1", "--store", Store(mapping)], context);
            Assert.True(code == ExitCode.Success, error.ToString());
        }
    }
}
