using System.Globalization;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>
/// Prevents the faults of the library from being faults of calls that the program does not make, and repeats them with a tool that knows nothing of the
/// program: strace.
/// </summary>
public sealed class StraceTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-strace-");

    public StraceTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [NeedsFact("strace", "gcc")]
    public async Task The_library_sees_every_call_on_the_store_that_strace_sees()
    {
        var store = _folder.At("store");
        var (seen, log) = (_folder.At("seen"), _folder.At("log"));
        string[] wrapper = [.. Strace.Wrapper(seen, Strace.Changing, null), .. FaultLine.Wrapper(CallFault.None(CallFault.Changing), store, log)];
        (await new SmallRun("--mapping", "shared").ToEndAsync(store, wrapper)).Succeeded();
        await Deadline.Until(() => Calls(FaultLine.Log(log).Select(line => line.Split(' ')[1])) == Calls(Strace.CallsOn(seen, store)), "both to agree");
        _output.WriteLine(Calls(Strace.CallsOn(seen, store)));
    }

    [NeedsFact("strace")]
    [Trait("Endurance", "strace-kill")]
    public async Task Killed_by_strace_at_the_nth_call_of_a_thread_it_ends_with_the_bytes_of_a_run_that_was_never_interrupted()
    {
        using var trials = Trials.Begin("strace-kill", 4, GetType(), _output.WriteLine);
        var run = new SmallRun();
        var undisturbed = _folder.At("undisturbed");
        await run.FinishAsync(undisturbed);
        var all = await CountAsync(run, "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,rmdir,mkdir");
        await Spread.TryAsync(all.Count, trials, async number =>
        {
            var (call, when) = all[number - 1];
            var store = _folder.At($"{call}{when}");
            var log = $"{store}.log";
            var outcome = await run.ToEndAsync(store, Strace.Wrapper(log, call, $"{call}:signal=KILL:when={when}"));
            if (outcome.Code == 0)
            {
                return; // it made fewer calls this time
            }

            trials.Try();
            var context = $"killed at {call} {when} of a thread; {trials.Replay}";
            Assert.True(outcome.Code == 128 + Signal.Kill, $"{context}\n{outcome}");
            await run.FinishAsync(store);
            StoreState.AssertSameModel(undisturbed, store, context);
            trials.Survived();
            if (Directory.Exists(store))
            {
                Directory.Delete(store, recursive: true);
            }
        });

        _output.WriteLine($"{all.Count} calls of threads in all");
    }

    [NeedsFact("strace")]
    [Trait("Endurance", "strace-errors")]
    public async Task A_call_that_strace_lets_fail_ends_the_run_in_one_line_or_not_at_all_and_the_next_start_ends_as_if_nothing_had_been()
    {
        using var trials = Trials.Begin("strace-errors", 4, GetType(), _output.WriteLine);
        var run = new SmallRun();
        var undisturbed = _folder.At("undisturbed");
        await run.FinishAsync(undisturbed);
        var calls = await CountAsync(run, "pwrite64,fsync,fdatasync,ftruncate,rename,unlink,rmdir");
        var all = (from call in calls from error in (string[])["EIO", "ENOSPC", "EDQUOT"] from sticky in (string[])["", "+"] select (call, error, sticky)).ToArray();
        await Spread.TryAsync(all.Length, trials, async number =>
        {
            var ((call, when), error, sticky) = all[number - 1];
            var store = _folder.At($"{call}{when}{error}{sticky}");
            var log = $"{store}.log";
            var wrapper = Strace.Wrapper(log, call, $"{call}:error={error}:when={when}{sticky}");
            await ErrorTrial.RunAsync(run, undisturbed, store, wrapper, () => Strace.Injected(log), call is "fsync" or "fdatasync" ? 74 : null, trials);
        });

        _output.WriteLine($"{all.Length} faults in all");
    }

    /// <summary>How often the busiest thread of an undisturbed run makes each call: for each call the numbers up to that.</summary>
    private async Task<List<(string Call, int When)>> CountAsync(SmallRun run, string calls)
    {
        var (store, log) = (_folder.At("counted"), _folder.At("counted.log"));
        (await run.ToEndAsync(store, Strace.Wrapper(log, calls, null))).Succeeded();
        var counts = File.ReadLines(log)
            .Where(line => !line.Contains(" resumed>", StringComparison.Ordinal) && line.Contains('(', StringComparison.Ordinal))
            .CountBy(line => line[..line.IndexOf('(', StringComparison.Ordinal)])
            .Select(one => (Call: one.Key.Split(' ')[^1], one.Value))
            .GroupBy(one => one.Call)
            .Select(group => (Call: group.Key, Most: group.Max(one => one.Value)))
            .Where(one => calls.Split(',').Contains(one.Call))
            .OrderBy(one => one.Call, StringComparer.Ordinal);
        return [.. counts.SelectMany(one => Enumerable.Range(1, one.Most).Select(when => (one.Call, when)))];
    }

    private static string Calls(IEnumerable<string> calls) => string.Join(
        ", ", calls.CountBy(call => call).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value}")));
}
