using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Faults;

/// <summary>
/// A store with two generations, the first by <c>train</c>, the second by <c>run</c>; made once, copied by each test that damages it.
/// </summary>
public sealed class TrainedStore : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("streamw2v-trained-");

    /// <summary>The store, which no test changes.</summary>
    public string Path => _folder.At("store");

    /// <summary>The text that <c>train</c> learned.</summary>
    public string Corpus => _folder.At("corpus.txt");

    /// <summary>Tokens that the second generation has learned beyond the first.</summary>
    public long StreamedTokens { get; private set; }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var streamed = TopicText.Write(100_000, seed: 10, part: 1);
        StreamedTokens = streamed.Tokens;
        _folder.Write("corpus.txt", TopicText.Write(1_500_000, seed: 10).Bytes);
        (await Launch.RunAsync("train", Corpus, "--store", Path, "--dim", "32", "--passes", "3", "--alpha", "0.05")).Succeeded();
        (await Launch.RunAsync(streamed.Bytes, "run", "--store", Path)).Succeeded();
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A copy of the store, as <c>cp -a</c> makes it.</summary>
    public string CopyTo(string target)
    {
        foreach (var path in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, path));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        return target;
    }
}
