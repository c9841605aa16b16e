using System.Diagnostics;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>
/// Prevents an interrupted training from starting over where it need not, and from ending with other vectors than an uninterrupted one.
/// </summary>
public sealed class TrainKillTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-train-");

    private RandomSource _random = new(Trials.Seed, 3, 0);

    public TrainKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ns", 3)]
    [InlineData("ns+hs", 2)]
    public async Task Stopped_and_killed_it_ends_with_the_bytes_of_an_uninterrupted_training(string objective, int passes)
    {
        var replay = $"seed {Trials.Seed}";
        _output.WriteLine(replay);
        var (first, second) = (TopicText.Write(4_000_000, Trials.Seed, 0), TopicText.Write(3_000_000, Trials.Seed, 1));
        string[] files = [_folder.Write("first.txt", first.Bytes), _folder.Write("second.txt.gz", Gzip.Compress(second.Bytes))];
        var (broken, whole) = (_folder.At("broken"), _folder.At("whole"));
        string[] Arguments(string store) =>
        [
            "train", .. files, "--store", store, "--deterministic", "--objective", objective, "--passes", $"{passes}", "--dim", "64",
            "--progress-every", "10ms",
        ];

        var arguments = Arguments(broken);
        await KillAsync(arguments, "phase=counting");
        await KillAsync(arguments, "phase=training");
        Assert.Null(StoreState.Newest(broken));
        await StopAsync(arguments);
        var stopped = StoreState.Newest(broken)!;
        Assert.False(stopped.Complete);
        await RefuseOthersAsync(arguments, broken);
        await KillAsync(arguments, "1001 Started");
        await KillAsync(arguments, "phase=training");
        Assert.Equal(stopped.Generation, StoreState.Newest(broken)!.Generation);
        await KillInCommitAsync(arguments, broken);
        await StopAsync(arguments);
        await KillAsync(arguments, "phase=training");

        (await Launch.RunAsync(arguments)).Succeeded();
        (await Launch.RunAsync(Arguments(whole))).Succeeded();
        var newest = StoreState.Newest(broken)!;
        Assert.Equal((true, passes * (first.Tokens + second.Tokens)), (newest.Complete, newest.Tokens));
        StoreState.AssertSameModel(whole, broken, replay);
        Assert.Equal(StoreState.Newest(whole)!.Fingerprint, newest.Fingerprint);
        (await Launch.RunAsync("fsck", "--store", broken)).Succeeded();
    }

    [Theory]
    [Trait("Endurance", "kill-train")]
    [InlineData("ns")]
    [InlineData("ns+hs")]
    public async Task Killed_or_stopped_at_any_moment_it_ends_with_the_bytes_of_an_uninterrupted_training(string objective)
    {
        using var trials = Trials.Begin("kill-train", 30, GetType(), _output.WriteLine, shares: 2);
        var text = TopicText.Write(900_000, Trials.Seed, 5);
        string[] Arguments(string store) =>
        [
            "train", _folder.At("text"), "--store", store, "--deterministic", "--objective", objective, "--passes", "4", "--dim", "64", "--progress-every", "10ms",
        ];
        _folder.Write("text", text.Bytes);
        var whole = _folder.At("whole");
        var start = Stopwatch.GetTimestamp();
        (await Launch.RunAsync(Arguments(whole))).Succeeded();
        var duration = Stopwatch.GetElapsedTime(start);
        for (var (kill, round, broken) = (0, 0, 0); kill < trials.Count; round++, broken = 0)
        {
            // A stop by SIGTERM keeps what was learned, so that kills come further and further.
            var store = _folder.At($"store{round}");
            for (; kill < trials.Count && StoreState.Newest(store) is not { Complete: true } && broken < 12; kill++, broken++)
            {
                trials.Try();
                using var program = Launch.StartDaemon(Arguments(store));
                if (_random.NextInt32(5) > 0)
                {
                    await Deadline.Until(() => program.HasExited || program.ErrorLine("phase=training") is not null, "training");
                }

                await Task.Delay(duration * (0.5 * _random.NextDouble()));
                if (_random.NextInt32(2) == 0)
                {
                    Signal.SendIfThere(program.Id, Signal.Terminate);
                    await Task.Delay(_random.NextInt32(120));
                }

                Signal.SendIfThere(program.Id, Signal.Kill);

                var outcome = await program.ExitAsync();
                Assert.True(outcome.Code is 0 or 1 or 128 + Signal.Terminate or 128 + Signal.Kill, $"{outcome}; {trials.Replay}");
                var newest = StoreState.Newest(store);
                _output.WriteLine($"kill {kill}: exit {outcome.Code}, {newest?.Tokens ?? 0} of {4 * text.Tokens} tokens in generation {newest?.Generation ?? 0}");
            }

            if (StoreState.Newest(store) is not { Complete: true })
            {
                (await Launch.RunAsync(Arguments(store))).Succeeded();
            }

            StoreState.AssertSameModel(whole, store, trials.Replay);
            Directory.Delete(store, recursive: true);
            trials.Survived(broken);
        }
    }

    /// <summary>A training that is not finished goes on as it was begun, or not at all.</summary>
    private static async Task RefuseOthersAsync(string[] arguments, string store)
    {
        var before = StoreState.Contents(store);
        var run = (await Launch.RunAsync("run", "--stdin", "--store", store)).Failed(1);
        Assert.Contains("an interrupted train", run, StringComparison.Ordinal);
        var otherOption = (await Launch.RunAsync([.. arguments, "--window", "9"])).Failed(1);
        Assert.Contains("--window asks for window 9", otherOption, StringComparison.Ordinal);
        var otherFiles = (await Launch.RunAsync("train", arguments[1], "--store", store)).Failed(65);
        Assert.Contains("now there are 1", otherFiles, StringComparison.Ordinal);
        Assert.Equal(before, StoreState.Contents(store));
        Assert.Equal(5, (await Neighbors.WordsAsync(store, "sea1", count: 5)).Count);
    }

    private async Task KillAsync(string[] arguments, string line)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, line);
        await program.KillAsync();
    }

    private async Task StopAsync(string[] arguments)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, "phase=training");
        var stopped = (await program.EndByAsync(Signal.Terminate)).Failed(1);
        Assert.Contains("The same command goes on from there", stopped, StringComparison.Ordinal);
    }

    private async Task KillInCommitAsync(string[] arguments, string store)
    {
        using var program = Launch.StartDaemon(arguments);
        await ReachAsync(program, "phase=training");
        Signal.Send(program.Id, Signal.Terminate);
        await Deadline.Until(() => StoreState.IsCommitting(store) || program.HasExited, "a commit");
        await Task.Delay(_random.NextInt32(8));
        Signal.SendIfThere(program.Id, Signal.Kill);

        _output.WriteLine($"killed in a commit: exit {(await program.ExitAsync()).Code}");
    }

    /// <summary>Waits for a line of progress, then for a moment.</summary>
    private async Task ReachAsync(LiveProgram program, string line)
    {
        var reached = await program.LineAsync(line);
        await Task.Delay(_random.NextInt32(60));
        _output.WriteLine(program.LastLine("progress") ?? reached);
    }
}
