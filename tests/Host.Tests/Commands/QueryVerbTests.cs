using System.Text.Json;
using StreamW2V.Host.CommandLine;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>Prevents the answers of queries, and the JSON names scripts rely on, from changing.</summary>
public sealed class QueryVerbTests : IDisposable
{
    private readonly TinyStore _store = new(generations: 2);
    private readonly TestConsole _console = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Neighbors_are_a_list_of_word_and_similarity()
    {
        using var json = await JsonAsync("nn", "king", "-k", "2");
        Assert.Equal(["queen", "man"], json.RootElement.EnumerateArray().Select(one => one.GetProperty("word").GetString()));
        Assert.Equal("0.8", json.RootElement[0].GetProperty("similarity").GetRawText());
        Assert.Equal(["word", "similarity"], json.RootElement[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Neighbors_as_text_are_two_aligned_columns()
    {
        var result = await RunAsync("nn", "king", "-k", "2");
        Assert.Equal("word   similarity\nqueen      0.8000\nman        0.6000\n", result.Output);
    }

    [Fact]
    public async Task Neighbors_on_a_terminal_are_a_table_without_color_if_that_is_not_wanted()
    {
        var console = new TestConsole { IsTerminal = true };
        console["NO_COLOR"] = "1";
        var result = await console.RunAsync("nn", "king", "-k", "2", "--store", _store.Path);
        Assert.Contains("│ queen │     0.8000 │", result.Output);
        Assert.DoesNotContain("\u001b[3", result.Output);
    }

    [Fact]
    public async Task An_analogy_leaves_its_three_words_out()
    {
        using var json = await JsonAsync("analogy", "man", "king", "woman", "-k=1");
        Assert.Equal("queen", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("word").GetString());
    }

    [Fact]
    public async Task Similarity_is_a_cosine()
    {
        using var json = await JsonAsync("similarity", "king", "queen");
        Assert.Equal(0.8, json.RootElement.GetProperty("similarity").GetDouble(), 6);
        Assert.Equal("0.8000\n", (await RunAsync("similarity", "king", "queen")).Output);
    }

    [Fact]
    public async Task A_vector_is_printed_as_it_is_stored()
    {
        using var json = await JsonAsync("vector", "queen", "naïve");
        Assert.Equal([0.8f, 0.6f, 0], json.RootElement[0].GetProperty("vector").EnumerateArray().Select(value => value.GetSingle()));
        Assert.Equal("queen 0.8 0.6 0\nnaïve 0 0 1\n", (await RunAsync("vector", "queen", "naïve")).Output);
        Assert.Contains("naïve", (await RunAsync("vector", "naïve", "--json")).Output);
    }

    [Fact]
    public async Task The_odd_word_out_is_named()
    {
        using var json = await JsonAsync("doesnt-match", "king", "queen", "naïve");
        Assert.Equal("naïve", json.RootElement.GetProperty("word").GetString());
        Assert.Equal("naïve\n", (await RunAsync("doesnt-match", "king", "queen", "naïve")).Output);
    }

    [Fact]
    public async Task The_vocabulary_is_listed_by_count()
    {
        using var json = await JsonAsync("vocab", "--top", "3");
        Assert.Equal([("king", 50.0), ("queen", 40.0), ("man", 30.0)],
            json.RootElement.EnumerateArray().Select(one => (one.GetProperty("word").GetString()!, one.GetProperty("count").GetDouble())));
    }

    [Fact]
    public async Task An_evaluation_has_the_names_of_the_contract()
    {
        File.WriteAllText(_store.File("analogies.txt"), ": family\nman king woman queen\nman king woman unicorn\n");
        File.WriteAllText(_store.File("pairs.tsv"), "king\tqueen\t9\nking\tman\t6\nking\tnaïve\t1\nking\tunicorn\t5\n");
        using var json = await JsonAsync("eval", "--analogies", _store.File("analogies.txt"), "--similarity", _store.File("pairs.tsv"));
        var analogies = json.RootElement.GetProperty("analogies");
        Assert.Equal((1, 1, 1.0), (analogies.GetProperty("correct").GetInt32(), analogies.GetProperty("asked").GetInt32(), analogies.GetProperty("accuracy").GetDouble()));
        var similarity = Assert.Single(json.RootElement.GetProperty("similarity").EnumerateArray());
        Assert.Equal(
            ("pairs", 1.0, 3, 4),
            (similarity.GetProperty("name").GetString(), similarity.GetProperty("spearman").GetDouble(), similarity.GetProperty("found").GetInt32(), similarity.GetProperty("total").GetInt32()));
        var text = (await RunAsync("eval", "--analogies", _store.File("analogies.txt"), "--similarity", _store.File("pairs.tsv"))).Output;
        Assert.Contains("total      1.0000        1      1      2\n", text);
    }

    [Fact]
    public async Task A_correlation_that_is_not_defined_is_null()
    {
        File.WriteAllText(_store.File("pairs.tsv"), "king\tunicorn\t9\n");
        using var json = await JsonAsync("eval", "--similarity", _store.File("pairs.tsv"));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("similarity")[0].GetProperty("spearman").ValueKind);
        Assert.False(json.RootElement.TryGetProperty("analogies", out _));
    }

    [Fact]
    public async Task An_unknown_word_is_1_with_the_nearest_spellings()
    {
        var result = await RunAsync("nn", "quen");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("'quen'", Assert.Single(result.ErrorLines));
        Assert.Contains("queen", result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_missing_store_is_1_with_its_path_and_a_way_to_make_one()
    {
        var result = await _console.RunAsync("nn", "king", "--store", "/nonexistent/store");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Equal("streamw2v: there is no store at /nonexistent/store; make one with streamw2v train FILE --store /nonexistent/store, or with run.\n", result.Error);
    }

    [Fact]
    public async Task A_missing_generation_is_1_with_those_there_are()
    {
        var result = await RunAsync("nn", "king", "--generation", "9");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("it has 1, 2", result.Error);
        Assert.Equal(ExitCode.Success, (await RunAsync("nn", "king", "--generation", "1")).Code);
    }

    [Fact]
    public async Task A_damaged_newest_generation_is_passed_over_with_a_warning_or_refused_if_it_was_asked_for()
    {
        var vocabulary = Path.Combine(Path.GetDirectoryName(Assert.Single(_store.Matrices(2)))!, "vocabulary.bin");
        File.WriteAllBytes(vocabulary, [1, 2, 3]);
        var result = await RunAsync("similarity", "king", "queen");
        Assert.Equal((ExitCode.Success, "0.8000\n"), (result.Code, result.Output));
        Assert.StartsWith("streamw2v: warning: generation 2 is damaged", Assert.Single(result.ErrorLines));
        Assert.Equal(ExitCode.BadInput, (await RunAsync("similarity", "king", "queen", "--generation", "2")).Code);
    }

    [Fact]
    public async Task Output_embeddings_a_model_does_not_have_are_refused_by_name()
    {
        var result = await RunAsync("nn", "king", "--vectors", "output");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("--vectors input", Assert.Single(result.ErrorLines));
    }

    private Task<ConsoleResult> RunAsync(params string[] arguments) => _console.RunAsync([.. arguments, "--store", _store.Path]);

    private async Task<JsonDocument> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((ExitCode.Success, ""), (result.Code, result.Error));
        Assert.Equal(1, result.Output.Count(letter => letter == '\n'));
        return JsonDocument.Parse(result.Output);
    }
}
