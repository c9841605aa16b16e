using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>
/// Prevents the result of learning from losing the names scripts rely on, and services from being left without log, progress or stop.
/// </summary>
public sealed class LearningVerbTests
{
    [Fact]
    public async Task The_result_has_the_names_of_the_contract_and_only_those()
    {
        var result = await new TestConsole { Verbs = LearningVerbs.All }.RunAsync("train", LearningVerbs.Text, "--store", "s", "--json");
        Assert.Equal("""{"words":1234,"seconds":2.5,"wordsPerSecond":493.6,"loss":1.5,"prequentialLoss":1.625,"outOfVocabulary":0.25,"admissions":12,"evictions":3,"checkpoints":0,"longestPauseSeconds":0,"generation":7}""" + "\n", result.Output);
    }

    [Fact]
    public async Task A_loss_that_is_not_a_number_is_null_and_perplexity_is_shown_where_there_is_one()
    {
        static Task<LearningResult> Learn(LearningSession session, CancellationToken stop) => Task.FromResult(
            new LearningResult { Words = 1, Seconds = 1, WordsPerSecond = 1, Loss = double.NaN, Perplexity = 12.5, Generation = 1 });
        var console = new TestConsole { Verbs = LearningVerbs.With(Learn) };
        using var json = JsonDocument.Parse((await console.RunAsync("train", LearningVerbs.Text, "--store", "s", "--json")).Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("loss").ValueKind);
        Assert.Equal(12.5, json.RootElement.GetProperty("perplexity").GetDouble());
        Assert.Contains("perplexity 12.5000, prequential loss -, generation 1", (await console.RunAsync("train", LearningVerbs.Text, "--store", "s")).Output);
    }

    [Fact]
    public async Task Events_are_lines_with_time_level_and_a_stable_number()
    {
        static Task<LearningResult> Learn(LearningSession session, CancellationToken stop)
        {
            Log.IntakeReport(session.Log, "a.bin: not read: it is\nbinary");
            Log.GenerationsRemoved(session.Log, 3);
            return Task.FromResult(new LearningResult { Words = 1, Seconds = 1, WordsPerSecond = 1, Generation = 1 });
        }

        var console = new TestConsole { Verbs = LearningVerbs.With(Learn) };
        var result = await console.RunAsync("run", "--watch", "w", "--store", "s");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ warning 1205 a\.bin: not read: it is binary$", Assert.Single(result.ErrorLines));
        Assert.Equal(2, (await console.RunAsync("run", "--watch", "w", "--store", "s", "--log-level", "debug")).ErrorLines.Length);
        Assert.Empty((await console.RunAsync("run", "--watch", "w", "--store", "s", "--log-level", "error")).ErrorLines);
    }

    [Fact]
    public async Task A_request_to_stop_reaches_the_service()
    {
        using var stop = new CancellationTokenSource();
        async Task<LearningResult> Learn(LearningSession session, CancellationToken token)
        {
            stop.Cancel();
            await Task.Delay(TimeSpan.FromSeconds(30), token).ContinueWith(_ => { }, TaskScheduler.Default);
            return new LearningResult { Words = 5, Seconds = 1, WordsPerSecond = 1, Generation = token.IsCancellationRequested ? 2 : 1 };
        }

        var result = await new TestConsole { Verbs = LearningVerbs.With(Learn), Cancellation = stop.Token }.RunAsync("run", "--watch", "w", "--store", "s", "--json");
        Assert.Equal(ExitCode.Success, result.Code);
        Assert.Contains("\"generation\":2", result.Output);
    }
}
