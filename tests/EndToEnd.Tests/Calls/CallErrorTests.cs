using System.Globalization;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>
/// Prevents an error of the system from being passed over, from ending in anything but one clear line, and from leaving a store that
/// learns something else once the error is gone.
/// </summary>
public sealed class CallErrorTests : IDisposable
{
    private const int Io = 5;
    private const int OutOfMemory = 12;
    private const int TooManyFiles = 24;
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>Which errors which calls can end with. 0 stands for a call that does only half of what it was asked for.</summary>
    private static readonly (string Call, int[] Errors)[] s_errors =
    [
        ("create", [Io, NoSpace, OverQuota, TooManyFiles]),
        ("open", [Io, TooManyFiles]),
        ("pwrite", [Io, NoSpace, OverQuota, 0]),
        ("fsync", [Io, NoSpace, OverQuota]),
        ("fdatasync", [Io, NoSpace, OverQuota]),
        ("sync_file_range", [Io, NoSpace, OverQuota]),
        ("ftruncate", [Io, NoSpace]),
        ("fallocate", [Io, NoSpace, OverQuota]),
        ("rename", [Io, NoSpace, OverQuota]),
        ("mkdir", [Io, NoSpace, OverQuota]),
        ("unlink", [Io]),
        ("rmdir", [Io]),
        ("pread", [Io, 0]),
        ("mmap", [OutOfMemory, TooManyFiles]),
    ];

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-errors-");

    public CallErrorTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [NeedsFact("gcc")]
    [Trait("Endurance", "call-errors")]
    public async Task A_call_that_fails_ends_the_run_in_one_line_or_not_at_all_and_the_next_start_ends_as_if_nothing_had_been()
    {
        using var trials = Trials.Begin("call-errors", 12, GetType(), _output.WriteLine);

        // Rows in a scratch file too: they are the only ones that allocate blocks ahead.
        var run = new SmallRun("--mapping", "shared");
        var undisturbed = _folder.At("undisturbed");
        var all = await FaultsAsync(run, undisturbed);
        await Spread.TryAsync(all.Count, trials, async number =>
        {
            var fault = all[number - 1];
            var store = _folder.At($"{fault.Calls}-{fault.When}-{fault.Action}-{(fault.IsSticky ? "sticky" : "once")}");
            var log = $"{store}.log";
            var wrapper = FaultLine.Wrapper(fault, store, log);
            await ErrorTrial.RunAsync(run, undisturbed, store, wrapper, () => FaultLine.Injected(log), RightEnd(fault), trials);
        });

        _output.WriteLine($"{all.Count} faults in all");
    }

    [NeedsFact("gcc")]
    public async Task Rows_that_the_disk_has_refused_go_into_no_generation()
    {
        var run = new SmallRun("--mapping", "shared");
        var (store, log) = (_folder.At("store"), _folder.At("refused"));
        var outcome = await run.ToEndAsync(store, FaultLine.Wrapper(new CallFault("sync_file_range", "5", 2, IsSticky: false), store, log));
        Assert.NotNull(FaultLine.Injected(log));
        Assert.Equal(74, outcome.Code);
        Assert.Contains("cannot sync", Assert.Single(outcome.Faults), StringComparison.Ordinal);
        await run.FinishAsync(store);
    }

    [NeedsFact("gcc")]
    public async Task A_file_whose_status_cannot_be_read_once_it_is_open_is_tried_again_and_the_run_goes_on()
    {
        var run = new SmallRun();
        var (store, log) = (_folder.At("store"), _folder.At("status"));
        var outcome = await run.ToEndAsync(store, FaultLine.Wrapper(new CallFault("fstatx", "5", 1, IsSticky: false), $"{store}.watched", log));
        Assert.NotNull(FaultLine.Injected(log));
        outcome.Succeeded();
        Assert.Equal(run.Tokens, StoreState.Tokens(store));
    }

    /// <summary>Every call of an undisturbed run with every error that it can end with, once and from then on.</summary>
    private async Task<List<CallFault>> FaultsAsync(SmallRun run, string undisturbed)
    {
        var log = _folder.At("log");
        var counted = CallFault.None(string.Join(',', s_errors.Select(one => one.Call)));
        (await run.ToEndAsync(undisturbed, FaultLine.Wrapper(counted, undisturbed, log))).Succeeded();
        var calls = FaultLine.Log(log).CountBy(line => line.Split(' ')[1]).ToDictionary();
        _output.WriteLine(string.Join(", ", calls.Select(one => $"{one.Value} {one.Key}")));
        Assert.All(s_errors.Where(one => one.Call != "rmdir"), one => Assert.True(calls.ContainsKey(one.Call), one.Call));
        return
        [
            .. from one in s_errors
               from number in Enumerable.Range(1, calls.GetValueOrDefault(one.Call))
               from error in one.Errors
               from isSticky in (bool[])[false, true]
               select new CallFault(one.Call, error == 0 ? "short" : error.ToString(CultureInfo.InvariantCulture), number, isSticky),
        ];
    }

    /// <summary>How the run has to end: a failed sync is never passed over, a short call is no error, and of others it depends.</summary>
    private static int? RightEnd(CallFault fault) => fault switch
    {
        { Calls: "fsync" or "fdatasync" or "sync_file_range" } => 74,
        { Action: "short" } => 0,
        _ => null,
    };
}
