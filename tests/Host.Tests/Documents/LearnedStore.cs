using System.Text;
using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>
/// A store that holds a file of every kind: made by <c>train</c> with output embeddings and inner nodes, gone on with by <c>run</c> from
/// a pipe.
/// </summary>
public sealed class LearnedStore : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The store's folder.</summary>
    public string Path => System.IO.Path.Combine(_folder.Path, "store");

    /// <summary>The folder of a generation.</summary>
    public string Generation(int number) => System.IO.Path.Combine(Path, "generations", $"{number:D10}");

    public async Task InitializeAsync()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => $"red green blue one{i % 7} two{i % 11} three{i % 13}\n");
        var text = _folder.Write("text.txt", string.Concat(lines));
        await RunAsync(Stream.Null, "train", text, "--objective", "ns+hs", "--dim", "20", "--passes", "1", "--threads", "1");
        var more = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"red green four{i % 17} five{i % 19} rare{i}\n"));
        var pipe = new MemoryStream(Encoding.UTF8.GetBytes(more));
        await RunAsync(pipe, "run", "--max-vocab", "200", "--phrases", "--threads", "1", "--keep-generations", "10", "--rehearse", "0.5", "--first-vectors", "context");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private async Task RunAsync(Stream input, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => input };
        var code = await Application.RunAsync([.. arguments, "--store", Path], context);
        Assert.True(code == ExitCode.Success, error.ToString());
    }
}
