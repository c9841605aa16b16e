using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Tests.Documents;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>Prevents words that came or went from being listed wrongly.</summary>
public sealed class VocabVerbTests(LearnedStore learned) : IClassFixture<LearnedStore>
{
    [Fact]
    public async Task New_words_are_those_the_earlier_generation_does_not_have()
    {
        using var store = new TinyStore();
        store.Commit(2000, [("prince", 5, [1, 0, 0]), ("king", 100, [1, 0, 0]), ("duke", 7, [1, 0, 0])]);
        var result = await new TestConsole().RunAsync("vocab", "--new-since", "1", "--store", store.Path);
        Assert.Equal("word    count\nduke        7\nprince      5\n", result.Output);
        var one = await new TestConsole().RunAsync("vocab", "--new-since", "1", "--top", "1", "--json", "--store", store.Path);
        Assert.Equal("""[{"word":"duke","count":7}]""" + "\n", one.Output);
    }

    [Theory]
    [InlineData(ExitCode.Failed, "generation 1 is not earlier than generation 1", "--new-since", "1")]
    [InlineData(ExitCode.Failed, "has no generation 9; it has 1", "--new-since", "9")]
    [InlineData(ExitCode.Usage, "contradict each other", "--new-since", "1", "--evicted")]
    public async Task What_cannot_be_listed_is_named(int code, string message, params string[] arguments)
    {
        using var store = new TinyStore();
        var result = await new TestConsole().RunAsync(["vocab", .. arguments, "--store", store.Path]);
        Assert.Equal(code, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public async Task A_store_without_evictions_lists_none()
    {
        using var store = new TinyStore();
        var result = await new TestConsole().RunAsync("vocab", "--evicted", "--json", "--store", store.Path);
        Assert.Equal("""{"total":0,"evicted":[]}""" + "\n", result.Output);
    }

    [Fact]
    public async Task A_store_that_learned_lists_what_its_newest_generation_remembers()
    {
        var result = await new TestConsole().RunAsync("vocab", "--evicted", "--top", "3", "--json", "--store", learned.Path);
        using var json = JsonDocument.Parse(result.Output);
        var evicted = json.RootElement.GetProperty("evicted").EnumerateArray().ToList();
        Assert.InRange(json.RootElement.GetProperty("total").GetInt64(), evicted.Count, long.MaxValue);
        Assert.All(evicted, one => Assert.Equal(
            ["word", "count", "successor", "tokens"], one.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(evicted.OrderByDescending(one => one.GetProperty("tokens").GetInt64()), evicted);
    }
}
