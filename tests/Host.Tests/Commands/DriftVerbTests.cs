using System.Text.Json;
using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>Prevents <c>drift</c> from comparing the wrong generations, and the JSON names scripts rely on from changing.</summary>
public sealed class DriftVerbTests : IDisposable
{
    // Since the store's one generation "man" has gone over to "king" and was seen 30 times more, "naïve" is gone and "prince" is new.
    private static readonly (string Word, double Count, float[] Vector)[] Later =
    [
        ("king", 100, [1, 0, 0]),
        ("queen", 90, [0.8f, 0.6f, 0]),
        ("man", 60, [0.95f, 0.1f, 0]),
        ("woman", 50, [0, 0.6f, 0.8f]),
        ("prince", 10, [0.9f, 0, 0.1f]),
    ];

    private readonly TinyStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task The_word_that_moved_most_comes_first()
    {
        _store.Commit(2000, Later);
        using var json = await JsonAsync("-k", "1", "--min-count", "20");
        var root = json.RootElement;
        Assert.Equal(["from", "to", "common", "compared", "k", "decayed", "words"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal((1, 2, 4, 4), (Number(root, "from"), Number(root, "to"), Number(root, "common"), Number(root, "compared")));
        var words = root.GetProperty("words").EnumerateArray().ToList();
        Assert.Equal(
            ["word", "overlapLoss", "cosine", "countFrom", "countTo", "perMillionFrom", "perMillionSince", "ratio", "returned", "neighborsFrom", "neighborsTo"],
            words[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(4, words.Count);
        var man = words.Single(word => word.GetProperty("word").GetString() == "man");
        Assert.Equal(1, Number(man, "overlapLoss"));
        Assert.Equal("man", words.MinBy(word => Number(word, "cosine")).GetProperty("word").GetString());

        // 30 of 150 before, 30 of 160 since.
        Assert.Equal((200_000, 187_500, 0.9375), (Number(man, "perMillionFrom"), Number(man, "perMillionSince"), Number(man, "ratio")));
        Assert.False(man.GetProperty("returned").GetBoolean());
    }

    [Fact]
    public async Task A_word_asked_for_is_shown_with_its_neighbors_of_both_generations()
    {
        _store.Commit(2000, Later);
        var result = await RunAsync("man", "-k", "1");
        Assert.Equal(
            """
            generation 1 to 2: 1 of 4 common words compared by 1 neighbors
            word  moved  cosine  count  per million      since  ratio  note
            """,
            string.Join('\n', result.Output.Split('\n').Take(2)));
        Assert.EndsWith("word  generation  neighbors\nman            1  woman\nman            2  king\n", result.Output);
        using var json = await JsonAsync("man", "-k", "1");
        var word = Assert.Single(json.RootElement.GetProperty("words").EnumerateArray());
        Assert.Equal("king", Assert.Single(word.GetProperty("neighborsTo").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Words_whose_row_had_another_word_in_between_are_marked()
    {
        _store.Commit(2000, Later, rowGeneration: 1);
        Assert.Contains("came back", (await RunAsync("king")).Output);
    }

    [Fact]
    public async Task Decayed_counts_are_not_subtracted_and_it_says_so()
    {
        _store.Commit(2000, Later, options: new() { ["half-life"] = "1000000" });
        using var json = await JsonAsync("king");
        Assert.True(json.RootElement.GetProperty("decayed").GetBoolean());
        Assert.Equal(100 / 310.0 * 1e6, Number(Assert.Single(json.RootElement.GetProperty("words").EnumerateArray()), "perMillionSince"), 1e-6);
        Assert.Contains("counts decay, so since is the frequency in generation 2", (await RunAsync("king")).Output);
    }

    [Theory]
    [InlineData("store * has no generation with words before 1, so nothing can be compared; keep some with run --keep-hourly 24 --keep-daily 30.")]
    [InlineData("store * has no generation 7; it has 1.", "--from", "7")]
    [InlineData("store * has no generation 9; it has 1.", "--to", "9")]
    [InlineData("generation 1 is not earlier than generation 1; give another --from, or --to.", "--from", "1")]
    public async Task What_cannot_be_compared_is_named(string message, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Equal("streamw2v: " + message.Replace("*", _store.Path, StringComparison.Ordinal), Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task A_word_of_one_generation_only_cannot_be_compared()
    {
        _store.Commit(2000, Later);
        var (gone, unknown) = (await RunAsync("naïve"), await RunAsync("princes"));
        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (gone.Code, unknown.Code));
        Assert.Contains("generation 1 has the word 'naïve' and generation 2 has not", gone.Error);
        Assert.Contains("nearest spellings: prince", unknown.Error);
    }

    [Fact]
    public async Task Generations_in_the_wrong_order_are_a_usage_error() =>
        Assert.Equal(ExitCode.Usage, (await RunAsync("--from", "2", "--to", "1")).Code);

    [Fact]
    public async Task Too_little_evidence_is_a_warning_and_an_empty_list()
    {
        _store.Commit(2000, Later);
        var result = await RunAsync("--json", "--min-count", "1000");
        Assert.Equal(ExitCode.Success, result.Code);
        Assert.Contains("none of the 4 words", result.Error);
        Assert.Contains("\"words\":[]", result.Output);
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private Task<ConsoleResult> RunAsync(params string[] arguments) => new TestConsole().RunAsync(["drift", .. arguments, "--store", _store.Path]);

    private async Task<JsonDocument> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        Assert.True(result.Code == ExitCode.Success, result.Error);
        return JsonDocument.Parse(result.Output);
    }
}
