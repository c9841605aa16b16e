using StreamW2V.Store.Files;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>
/// Prevents an error of any single call from being swallowed, from being told in words that do not help, from costing what was promised, and from keeping
/// a store from going on when there is space again. Every call of every scenario fails once, and from then on, with every error; then the store is
/// recovered as after a kill and as after a power cut.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const string Suite = "store-faults";
    private const int Fast = 1500;
    private const ulong Spread = 7919; // a prime: each is tried once before any is tried again
    private const int IOError = 5;
    private const int TooManyOpenFiles = 24;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private static readonly DiskFault[] s_faults =
    [
        new(IOError), new(NoSpace), new(QuotaExceeded), new(TooManyOpenFiles), new(NoSpace, IsShort: true), new(0, IsShort: true),
    ];

    public static TheoryData<string> Scenarios => [.. Scenario.All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Trait("Endurance", Suite)]
    public void Every_call_that_fails_is_told_and_costs_nothing_that_was_promised(string scenario)
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine, shares: Scenario.All.Count);
        using var folder = new LockFolder();
        var path = folder.Path;
        var calls = Undisturbed(path, scenario);
        var all = calls * s_faults.Length * 2;

        // All of them where that many are asked for, else a part that is spread over calls and errors.
        for (var number = 0; number < Math.Min(all, trials.Count); number++)
        {
            var one = (int)((((ulong)number * Spread) + Trials.Seed) % (ulong)all);
            var fault = one / 2 % s_faults.Length;
            var (call, isSticky) = (one / (2 * s_faults.Length), one % 2 == 1);
            var name = $"{scenario}/{call}/{fault}/{(isSticky ? "sticky" : "once")}";
            if (ChosenCase.Name is { } chosen && chosen != name)
            {
                continue;
            }

            trials.Try();
            try
            {
                if (Try(path, scenario, call, s_faults[fault], isSticky))
                {
                    trials.Refused();
                }
                else
                {
                    trials.Survived();
                }
            }
            catch (Exception error)
            {
                throw ChosenCase.Failed(error, name, trials);
            }
        }

        output.WriteLine($"{scenario}: {calls} calls, {all} faults");
    }

    private static int Undisturbed(string path, string scenario)
    {
        var disk = new SimulatedDisk(DiskImage.Empty(path));
        using var life = new StoreLife(disk, path, Promises.None);
        life.Open();
        Scenario.All[scenario](life);
        return disk.Calls;
    }

    /// <summary>Returns whether the life ended with an error.</summary>
    private static bool Try(string path, string scenario, int call, DiskFault fault, bool isSticky)
    {
        var disk = new SimulatedDisk(DiskImage.Empty(path));
        var isOver = false;
        var isRepair = scenario.StartsWith("bad", StringComparison.Ordinal);
        disk.Faults = one => !isOver && (one.Number == call || (isSticky && one.Number > call)) && Meets(one.Operation, fault, isRepair) ? fault : null;
        var life = new StoreLife(disk, path, Promises.None)
        {
            // A program that waits for space takes the step again when there is some. A failed sync is final.
            Retries = error => isOver = error.IsOutOfSpace && !error.Operation.StartsWith("sync", StringComparison.Ordinal),
        };
        IOException? ended = null;
        try
        {
            life.Open();
            Scenario.All[scenario](life);
        }
        catch (IOException error)
        {
            ended = error;
            Assert.True(IsClear(error, fault), $"after errno {fault.ErrorNumber}: {error.GetType().Name} {error.Message}");
            Assert.True(fault.ErrorNumber > 0, error.Message);
        }

        life.Dispose();
        Assert.Equal(0, disk.OpenFiles);
        var promised = life.At(disk.Changes);
        var point = new CrashPoint(disk, disk.Changes);
        var choices = new Choices(Trials.Seed, (ulong)call);
        Recover(point.State(_ => true, CrashTail.None), path, promised, killed: true);
        Recover(point.State(_ => false, CrashTail.None), path, promised, killed: false);
        Recover(point.State(_ => choices.Chance(0.5), CrashTail.Zeros), path, promised, killed: false);
        return ended is not null;
    }

    private static void Recover(DiskImage state, string path, Promises promised, bool killed)
    {
        using var next = StoreLife.Start(new SimulatedDisk(state), path, promised, killed);
        next.Append(2);
        next.Commit();
    }

    /// <summary>Which calls an error can come from. Repairs take what cannot be read for damaged, so reading fails in the other scenarios only.</summary>
    private static bool Meets(string operation, DiskFault fault, bool isRepair)
    {
        var reads = operation is "open" or "read" or "measure" or "list" or "examine";
        return fault switch
        {
            { ErrorNumber: 0 } => operation == "read",
            { IsShort: true } => operation == "write",
            { ErrorNumber: TooManyOpenFiles } => operation is "create" or "open" or "list" or "sync folder" && !(reads && isRepair),
            { ErrorNumber: NoSpace or QuotaExceeded } => !reads && !operation.StartsWith("delete", StringComparison.Ordinal),
            _ => !(reads && isRepair),
        };
    }

    private static bool IsClear(IOException error, DiskFault fault) =>
        !error.Message.Contains('\n', StringComparison.Ordinal) && error.Message.Contains('/', StringComparison.Ordinal)
        && error switch
        {
            StorageException storage => storage.ErrorNumber == fault.ErrorNumber && error.Message.Contains($"errno {fault.ErrorNumber}", StringComparison.Ordinal),
            StoreDamagedException => fault.ErrorNumber == IOError && error.Message.Contains("errno 5", StringComparison.Ordinal),
            _ => fault.ErrorNumber > 0 && error.Message.Contains($"errno {fault.ErrorNumber}", StringComparison.Ordinal),
        };
}
