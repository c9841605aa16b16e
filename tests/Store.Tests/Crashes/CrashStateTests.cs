using System.Globalization;
using StreamW2V.TestKit;
using StreamW2V.TestKit.Disks;
using Xunit.Abstractions;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>
/// Prevents a power cut at any moment, whatever it leaves of what was not synced, from losing what was promised, from repeating or tearing anything, and
/// from leaving a store that does not open by itself or does not go on. The idea is that of ALICE (Pillai et al., OSDI 2014): record what a run asks
/// of the file system, and try every state that it allows.
/// </summary>
public sealed class CrashStateTests(ITestOutputHelper output)
{
    private const string Suite = "crash-states";
    private const int Fast = 2000;
    private const int Patience = 150;

    public static TheoryData<string> Scenarios => [.. Scenario.All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    [Trait("Endurance", Suite)]
    public void Every_state_that_a_crash_may_leave_is_recovered_from(string scenario)
    {
        using var trials = Trials.Begin(Suite, Fast, GetType(), output.WriteLine, shares: Scenario.All.Count);
        using var folder = new LockFolder();
        var path = folder.Path;
        var disk = new SimulatedDisk(DiskImage.Empty(path));
        var life = StoreLife.Start(disk, path, Promises.None);
        Scenario.All[scenario](life);
        life.Dispose();
        Assert.Equal(0, disk.OpenFiles);
        if (ChosenCase.Name is { } chosen)
        {
            if (chosen.Split('/') is [var name, var point, var number] && name == scenario)
            {
                Try(life, disk, path, int.Parse(point, CultureInfo.InvariantCulture), int.Parse(number, CultureInfo.InvariantCulture), [], [], scenario, trials);
            }

            return;
        }

        // Round after round over all moments; many rounds without a new state mean that there are no more.
        var seen = new HashSet<ulong>();
        var done = new HashSet<(ulong, int)>();
        for (var (number, lastNew) = (0, 0); seen.Count < trials.Count && number - lastNew < Patience; number++)
        {
            var before = seen.Count;
            for (var point = 0; point <= disk.Changes; point++)
            {
                Try(life, disk, path, point, number, seen, done, scenario, trials);
            }

            lastNew = seen.Count > before ? number : lastNew;
        }

        output.WriteLine($"{scenario}: {seen.Count} distinct states of {disk.Changes} recorded changes");
        Assert.True(seen.Count > 150, $"only {seen.Count} states");
    }

    /// <summary>Recovers from one state, goes on, and recovers from a crash of that. A state counts once, but is tried again wherever more had been promised.</summary>
    private static void Try(
        StoreLife life, SimulatedDisk disk, string path, int point, int number, HashSet<ulong> seen, HashSet<(ulong, int)> done, string scenario,
        Trials trials)
    {
        var choices = new Choices(Trials.Seed, ((ulong)point << 32) | (uint)number);
        if (CrashCase.State(new CrashPoint(disk, point), number, choices) is not { } state)
        {
            return;
        }

        var fingerprint = state.Fingerprint();
        var isKilled = number == 0;
        var promised = life.History.FindLastIndex(entry => entry.At <= point);
        if (!done.Add((fingerprint, isKilled ? ~promised : promised)))
        {
            return;
        }

        var isNew = seen.Add(fingerprint);
        if (isNew)
        {
            trials.Try();
        }

        try
        {
            Recover(life, state, path, point, isKilled, choices);
        }
        catch (Exception error)
        {
            throw ChosenCase.Failed(error, $"{scenario}/{point}/{number}", trials);
        }

        if (isNew)
        {
            trials.Survived();
        }
    }

    private static void Recover(StoreLife life, DiskImage state, string path, int point, bool killed, Choices choices)
    {
        var second = new SimulatedDisk(state);
        using var recovered = StoreLife.Start(second, path, life.At(point), killed);
        recovered.Append(3);
        recovered.Commit(behind: 1);
        recovered.Append(1);
        recovered.Dispose();
        Assert.Equal(0, second.OpenFiles);
        var again = choices.Next(second.Changes + 1);
        if (CrashCase.State(new CrashPoint(second, again), choices.Next(40), choices) is { } after)
        {
            using var third = StoreLife.Start(new SimulatedDisk(after), path, recovered.At(again));
            third.Append(1);
            third.Commit();
        }
    }
}
