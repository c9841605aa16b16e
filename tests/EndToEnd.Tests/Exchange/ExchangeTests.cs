using System.Globalization;
using StreamW2V.EndToEnd.Tests.Faults;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Exchange;

/// <summary>Prevents vectors from changing on their way to other programs and back, and a store from being a dead end.</summary>
public sealed class ExchangeTests : IClassFixture<TrainedStore>, IDisposable
{
    private readonly TrainedStore _trained;
    private readonly TemporaryFolder _folder = new("streamw2v-exchange-");

    public ExchangeTests(TrainedStore trained) => _trained = trained;

    public void Dispose() => _folder.Dispose();

    [GensimTheory]
    [InlineData("word2vec-bin", "KeyedVectors.load_word2vec_format(path, binary=True)")]
    [InlineData("word2vec-text", "KeyedVectors.load_word2vec_format(path, binary=False)")]
    [InlineData("fasttext-vec", "KeyedVectors.load_word2vec_format(path, binary=False)")]
    [InlineData("glove", "KeyedVectors.load_word2vec_format(path, binary=False, no_header=True)")]
    public async Task Gensim_finds_the_same_neighbors_in_an_export(string format, string load)
    {
        var path = _folder.At("vectors");
        (await Launch.RunAsync("export", "--format", format, "-o", path, "--store", _trained.Path)).Succeeded();
        string[] words = ["sea1", "court3", "music10", "and0"];
        var script = $"""
            import sys
            from gensim.models import KeyedVectors
            path = sys.argv[1]
            vectors = {load}
            for word in sys.argv[2:]:
                for other, similarity in vectors.most_similar(word, topn=10):
                    print(word, other, repr(float(similarity)))
            """;
        var found = Gensim.Run(script, [path, .. words]).Select(line => line.Split(' '))
            .ToLookup(parts => parts[0], parts => (parts[1], double.Parse(parts[2], CultureInfo.InvariantCulture)));
        foreach (var word in words)
        {
            AssertSame(await Neighbors.OfAsync(_trained.Path, word), [.. found[word]]);
        }
    }

    [Theory]
    [InlineData("word2vec-bin")]
    [InlineData("word2vec-text")]
    [InlineData("npy")]
    [InlineData("glove")]
    public async Task An_import_has_the_neighbors_of_the_export_it_came_from(string format)
    {
        var (path, copy) = (_folder.At("vectors"), _folder.At("copy"));
        (await Launch.RunAsync("export", "--format", format, "-o", path, "--store", _trained.Path)).Succeeded();
        (await Launch.RunAsync("import", path, "--store", copy)).Succeeded();
        (await Launch.RunAsync("fsck", "--store", copy)).Succeeded();
        foreach (var word in (string[])["sea1", "court3", "and0"])
        {
            AssertSame(await Neighbors.OfAsync(_trained.Path, word), await Neighbors.OfAsync(copy, word));
        }
    }

    [Fact]
    public async Task A_run_learns_on_from_an_import()
    {
        var (path, store) = (_folder.At("vectors.bin"), _folder.At("store"));
        (await Launch.RunAsync("export", "--format", "word2vec-bin", "-o", path, "--store", _trained.Path)).Succeeded();
        (await Launch.RunAsync("import", path, "--store", store)).Succeeded();
        await LearnsOnAsync(store, 0);
    }

    [Fact]
    public async Task A_run_learns_on_from_a_finished_training()
    {
        var store = _folder.At("store");
        (await Launch.RunAsync("train", _trained.Corpus, "--store", store, "--dim", "32", "--passes", "2")).Succeeded();
        await LearnsOnAsync(store, StoreState.Tokens(store));
    }

    /// <summary>
    /// More text with two topics that are new: old words stay where they belong, new ones find their place, nothing is counted twice.
    /// </summary>
    private static async Task LearnsOnAsync(string store, long before)
    {
        var vocabulary = StoreState.Newest(store)!.Vocabulary;
        var text = TopicText.Write(3_000_000, seed: 12, topics: 14);
        var result = (await Launch.RunAsync(text.Bytes, "run", "--store", store, "--alpha", "0.05", "--json")).Succeeded().Json;
        Assert.Equal((2, 32), (result.GetProperty("generation").GetInt64(), StoreState.Newest(store)!.Dimension));
        Assert.Equal(before + text.Tokens, StoreState.Tokens(store));
        Assert.InRange(StoreState.Newest(store)!.Vocabulary, vocabulary + 60, vocabulary + 120);
        TopicText.AssertSameTopic("sea2", await Neighbors.WordsAsync(store, "sea2"));
        TopicText.AssertSameTopic("engine2", await Neighbors.WordsAsync(store, "engine2"));
        (await Launch.RunAsync("fsck", "--store", store)).Succeeded();

        // And again, from what that run has left.
        (await Launch.RunAsync("once more\n"u8.ToArray(), "run", "--store", store)).Succeeded();
        Assert.Equal(before + text.Tokens + 2, StoreState.Tokens(store));
    }

    private static void AssertSame(
        IReadOnlyList<(string Word, double Similarity)> expected, IReadOnlyList<(string Word, double Similarity)> actual)
    {
        Assert.Equal(10, actual.Count);
        Assert.Equal(expected.Select(one => one.Word), actual.Select(one => one.Word));
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.Equal(left.Similarity, right.Similarity, 1e-5);
        }
    }
}
