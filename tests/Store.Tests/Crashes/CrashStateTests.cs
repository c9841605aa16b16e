using System.Globalization;
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
    private const string Name = "CRASH";
    private const int Quick = 2000;

    public static TheoryData<string> Scenarios => [.. Scenario.All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_state_that_a_crash_may_leave_is_recovered_from(string scenario)
    {
        using var folder = new TestKit.TemporaryFolder();
        var path = folder.Folder("store");
        var disk = new SimulatedDisk(DiskImage.Empty(path));
        var life = StoreLife.Start(disk, path, Promises.None);
        Scenario.All[scenario](life);
        life.Dispose();
        Assert.Equal(0, disk.OpenFiles);
        if (Endurance.Replay(Name) is { } replay)
        {
            var parts = replay.Split('/');
            if (parts[0] == scenario)
            {
                Try(life, disk, path, int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), [], scenario);
            }

            return;
        }

        var wanted = Endurance.Count(Name, Quick) / Scenario.All.Count;
        var seen = new HashSet<ulong>();
        var (tried, number, last) = (0, 0, -1);
        for (; seen.Count < wanted && seen.Count > last; number++)
        {
            // Round after round over all moments; a round without a new state means that there are no more.
            last = number < 64 ? -1 : seen.Count;
            for (var point = 0; point <= disk.Changes; point++)
            {
                tried += Try(life, disk, path, point, number, seen, scenario) ? 1 : 0;
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario}: {seen.Count} distinct states of {disk.Changes} changes, {tried} recovered from, 0 wrong; seed {Endurance.Seed}"));
        Assert.True(seen.Count > 200, $"only {seen.Count} states");
    }

    /// <summary>Recovers from one state, goes on, and recovers from a crash of that. False if the state was tried before.</summary>
    private static bool Try(StoreLife life, SimulatedDisk disk, string path, int point, int number, HashSet<ulong> seen, string scenario)
    {
        var choices = new Choices(Endurance.Seed, ((ulong)point << 32) | (uint)number);
        var crash = new CrashPoint(disk, point);
        if (CrashCase.State(crash, number, choices) is not { } state)
        {
            return false;
        }

        // The same state counts once, but is tried at each moment: more may have been promised there.
        seen.Add(state.Fingerprint());
        try
        {
            var second = new SimulatedDisk(state);
            using var recovered = StoreLife.Start(second, path, life.At(point), killed: number == 0);
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
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{error.Message}\nscenario {scenario}, crash before change {point} of {disk.Changes}, state {number}\n"
                + Endurance.Command(Name, "Store.Tests", nameof(CrashStateTests), $"{scenario}/{point}/{number}"),
                error);
        }

        return true;
    }
}
