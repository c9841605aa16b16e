using System.Text;
using StreamW2V.EndToEnd.Tests.Calls;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>Prevents a polite end from losing more than a rude one, and a lock that nobody holds from keeping anybody out.</summary>
public sealed class SignalTests : IDisposable
{
    private const int StopsPerStore = 6;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-signal-");

    public SignalTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Endurance", "signals")]
    public async Task Stopped_by_signals_at_any_moment_it_ends_with_0_and_goes_on_where_it_was()
    {
        using var trials = Trials.Begin("signals", 12, GetType(), _output.WriteLine);
        var random = new RandomSource(Trials.Seed, 10, 0);
        var undisturbed = _folder.At("undisturbed");
        await new SmallRun().FinishAsync(undisturbed);
        for (var stops = 0; stops < trials.Count;)
        {
            var store = _folder.At($"store{stops}");
            var run = new SmallRun { Watched = _folder.Folder($"text{stops}") };
            var count = Math.Min(StopsPerStore, trials.Count - stops);
            for (var stop = 0; stop < count; stop++)
            {
                trials.Try();
                await StopAsync(run, store, random.NextUInt64(), trials.Replay);
            }

            await run.FinishAsync(store);
            StoreState.AssertSameModel(undisturbed, store, trials.Replay);
            trials.Survived(count);
            stops += count;
        }
    }

    [Fact]
    public async Task A_lock_file_that_names_a_living_process_but_is_held_by_nobody_is_taken()
    {
        var store = _folder.At("store");
        var line = Encoding.UTF8.GetBytes("a few words\n");
        (await Launch.RunAsync(line, "run", "--store", store)).Succeeded();
        var path = Path.Combine(store, "LOCK");
        var holder = File.ReadAllText(path);
        File.WriteAllText(path, string.Join(' ', holder.Split(' ').Select(part => int.TryParse(part, out _) ? $"{Environment.ProcessId}" : part)));
        Assert.Contains($"{Environment.ProcessId}", File.ReadAllText(path), StringComparison.Ordinal);
        (await Launch.RunAsync(line, "run", "--store", store)).Succeeded();
        Assert.Equal(6, StoreState.Tokens(store));
    }

    /// <summary>A SIGTERM or SIGINT while it starts, or some time later; often a SIGTERM more, which changes nothing.</summary>
    private async Task StopAsync(SmallRun run, string store, ulong seed, string replay)
    {
        var random = new RandomSource(seed, 0, 0);

        // A test started in the background of a shell ignores SIGINT, and so would what it starts.
        using var program = Launch.StartUnder(["env", "--default-signal=INT"], run.Arguments(store));
        program.Input.Close();
        var end = run.ToEndAsync(program, store);
        if (random.NextInt32(4) > 0)
        {
            await Deadline.Until(() => end.IsCompleted || program.ErrorLine(" 1001 Started ") is not null, "the start");
        }

        await Task.Delay(random.NextInt32(350));
        var isStarted = program.ErrorLine(" 1001 Started ") is not null;
        var signal = random.NextInt32(2) == 0 ? Signal.Terminate : Signal.Interrupt;
        Signal.SendIfThere(program.Id, signal);

        await Task.Delay(random.NextInt32(60));
        if (random.NextInt32(3) == 0)
        {
            Signal.SendIfThere(program.Id, Signal.Terminate);
        }

        var outcome = await end;
        _output.WriteLine($"signal {signal}: exit {outcome.Code}, {StoreState.Tokens(store)} of {run.Tokens} tokens in a generation");

        // Before it listens, a signal ends it as it ends any program.
        var isRight = outcome.Code == 0 || (!isStarted && outcome.Code is 128 + Signal.Terminate or 128 + Signal.Interrupt);
        Assert.True(isRight && outcome.Faults.Count == 0, $"{outcome}; {replay}");
    }
}
