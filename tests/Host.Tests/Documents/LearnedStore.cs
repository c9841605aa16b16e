using System.Text;
using StreamW2V.Host.CommandLine;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Tests.Documents;

/// <summary>
/// A store that holds a file of every kind: made by <c>train</c> with output embeddings and inner nodes, gone on with by <c>run</c> from
/// a pipe; the first generation is in the archive, too.
/// </summary>
public sealed class LearnedStore : IAsyncLifetime
{
    private static readonly DateTimeOffset January = new(2026, 1, 9, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    /// <summary>The store's folder.</summary>
    public string Path => System.IO.Path.Combine(_folder.Path, "store");

    /// <summary>The folder of a generation.</summary>
    public string Generation(int number) => System.IO.Path.Combine(Path, "generations", $"{number:D10}");

    public async Task InitializeAsync()
    {
        var lines = Enumerable.Range(0, 2000).Select(i => $"red green blue one{i % 7} two{i % 11} three{i % 13}\n");
        var text = _folder.Write("text.txt", string.Concat(lines));
        await RunAsync(Stream.Null, January, "train", text, "--objective", "ns+hs", "--dim", "20", "--passes", "1", "--threads", "1");
        var more = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"red green four{i % 17} five{i % 19} rare{i}\n"));
        var pipe = new MemoryStream(Encoding.UTF8.GetBytes(more));
        await RunAsync(pipe, January.AddMonths(1), "run", "--max-vocab", "200", "--phrases", "--threads", "1", "--keep-generations", "10", "--rehearse", "0.5", "--first-vectors", "context");

        // Archived in a copy, so that the generation is there both ways.
        var copy = System.IO.Path.Combine(_folder.Path, "copy");
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            var destination = System.IO.Path.Combine(copy, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(destination)!);
            File.Copy(file, destination);
        }

        using (var store = StoreFolder.OpenForWriting(copy, seedIfNew: 1))
        {
            new Retention(store, new RetentionPolicy { Newest = 1, Monthly = 2 }).Archive(null, null, CancellationToken.None);
        }

        Directory.Move(System.IO.Path.Combine(copy, "archive"), System.IO.Path.Combine(Path, "archive"));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private async Task RunAsync(Stream input, DateTimeOffset now, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => input, Time = new FixedTime(now) };
        var code = await Application.RunAsync([.. arguments, "--store", Path], context);
        Assert.True(code == ExitCode.Success, error.ToString());
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
