using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>Prevents a store from being left, between any two steps on the disk, in a state from which it does not come back as if nothing had been.</summary>
public sealed class CallKillTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-calls-");

    public CallKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [NeedsTheory("gcc")]
    [Trait("Endurance", "kill-calls")]
    [InlineData("kill", CallFault.Changing)]
    [InlineData("tear", "pwrite,write")]
    public async Task Killed_at_a_call_that_changes_the_disk_it_ends_with_the_bytes_of_a_run_that_was_never_interrupted(string action, string calls)
    {
        using var trials = Trials.Begin("kill-calls", 16, GetType(), _output.WriteLine, shares: 2);
        var run = new SmallRun();
        var undisturbed = _folder.At("undisturbed");
        var log = _folder.At("log");
        (await run.ToEndAsync(undisturbed, FaultLine.Wrapper(CallFault.None(calls), undisturbed, log))).Succeeded();
        var all = FaultLine.Log(log).Length;
        Assert.True(all > 30, $"only {all} calls were seen");

        // Not every run makes the same number of calls: the group commit and the checkpoints follow the clock. A run that is over earlier was no trial.
        var beyond = trials.Count > all ? Enumerable.Range(all + 1, all) : [];
        foreach (var number in Spread.Over(all, trials.Count).Concat(beyond))
        {
            var store = _folder.At($"store{number}");
            var fault = new CallFault(calls, action, number);
            log = $"{store}.log";
            var outcome = await run.ToEndAsync(store, FaultLine.Wrapper(fault, store, log));
            if (FaultLine.Injected(log) is not { } call)
            {
                outcome.Succeeded();
                if (number > all)
                {
                    break;
                }

                continue;
            }

            trials.Try();
            var context = $"killed at call {number} of {all} ({action}): {call}; {trials.Replay}";
            Assert.True(outcome.Code == 128 + Signal.Kill, $"{context}\n{outcome}");
            await run.FinishAsync(store);
            StoreState.AssertSameModel(undisturbed, store, context);
            if (number % 8 == 0)
            {
                (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
            }

            trials.Survived();
            Directory.Delete(store, recursive: true);
        }

        _output.WriteLine($"{action}: {all} calls in an undisturbed run");
    }
}
