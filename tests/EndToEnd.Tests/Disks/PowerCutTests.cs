using StreamW2V.EndToEnd.Tests.Calls;
using StreamW2V.EndToEnd.Tests.Pipes;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.Numerics;
using StreamW2V.Store.Files;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Disks;

/// <summary>
/// Prevents what was said to be durable from going with the power, on real file systems that lose all that was not forced to disk.
/// </summary>
public sealed class PowerCutTests : IDisposable
{
    private const int CutsPerStore = 4;
    private const int DiskMegabytes = 320;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-power-");

    public PowerCutTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [NeedsFact(Tools.LoopMounts, "mkfs.ext4")]
    [Trait("Endurance", "power-ext4")]
    public Task After_power_cuts_on_ext4_everything_durable_is_there_and_the_model_is_that_of_an_undisturbed_run() => CutAsync("ext4");

    [NeedsFact(Tools.LoopMounts, "mkfs.xfs")]
    [Trait("Endurance", "power-xfs")]
    public Task After_power_cuts_on_xfs_everything_durable_is_there_and_the_model_is_that_of_an_undisturbed_run() => CutAsync("xfs");

    [NeedsFact(Tools.LoopMounts, "mkfs.ext4", "gcc")]
    public async Task A_program_whose_syncs_do_nothing_loses_what_it_promised()
    {
        // Shows that the tests above can fail.
        using var disk = new LoopDisk(_folder.Path, "ext4", 24);
        var store = Path.Combine(disk.Path, "store");
        var lie = new CallFault("fsync,fdatasync", "lie", 1, IsSticky: true);
        var pipe = new PipeFeed(300_000, 0, store, "--fsync", "always") { Wrapper = FaultLine.Wrapper(lie, store, _folder.At("log")) };
        var durable = 0L;
        await pipe.FeedAsync(1, async program =>
        {
            await Deadline.Until(() => (durable = DurableJournal.Sequence(store)) > 1, "a record that is said to be durable", program);
            disk.Cut();
            Signal.SendIfThere(program.Id, Signal.Kill);
        });
        disk.Remount();
        Assert.NotNull(FaultLine.Injected(_folder.At("log")));
        var left = Recovered(store);
        Assert.True(left < durable, $"{durable} records were said to be durable and were never synced, and {left} are there");
    }

    private async Task CutAsync(string kind)
    {
        using var trials = Trials.Begin($"power-{kind}", 4, GetType(), _output.WriteLine);
        var random = new RandomSource(Trials.Seed, 7, 0);
        using var disk = new LoopDisk(_folder.Path, kind, DiskMegabytes);
        for (var (cuts, round) = (0, 0); cuts < trials.Count; round++)
        {
            var count = Math.Min(Math.Clamp(trials.Count / 4, 1, CutsPerStore), trials.Count - cuts);
            for (var cut = 0; cut < count; cut++)
            {
                trials.Try();
            }

            var store = Path.Combine(disk.Path, $"store{round}");
            switch (round % 4)
            {
                case 0:
                    await PipeAsync(disk, store, count, round, random.NextUInt64(), trials.Replay, "--fsync", "always");
                    break;
                case 1:
                    await FilesAsync(disk, store, count, random.NextUInt64(), trials.Replay, _folder.Folder($"text{round}"));
                    break;
                case 2:
                    await PipeAsync(disk, store, count, round, random.NextUInt64(), trials.Replay, "--fsync-interval", "20ms");
                    break;
                default:
                    await FilesAsync(disk, store, count, random.NextUInt64(), trials.Replay, Path.Combine(disk.Path, $"text{round}"));
                    break;
            }

            Directory.Delete(store, recursive: true);
            trials.Survived(count);
            cuts += count;
        }
    }

    /// <summary>A watched folder, on a disk that keeps its power or on the one that is cut; its files are durable before they are read.</summary>
    private async Task FilesAsync(LoopDisk disk, string store, int cuts, ulong seed, string replay, string watched)
    {
        var random = new RandomSource(seed, 0, 0);
        var run = new SmallRun { Watched = watched, IsOnCutDisk = watched.StartsWith(disk.Path, StringComparison.Ordinal) };
        Directory.CreateDirectory(watched);
        Tools.Run("sync", "-f", watched);
        for (var cut = 0; cut < cuts; cut++)
        {
            var committed = 0L;
            using (var program = Launch.StartDaemon(run.Arguments(store)))
            {
                var end = run.ToEndAsync(program, store);
                await MomentAsync(program, random.NextInt32(6) == 0, random.NextInt32(900));
                committed = Committed(program);
                run.IsCut = true;
                disk.Cut();
                Signal.SendIfThere(program.Id, Signal.Kill);

                await end;
            }

            disk.Remount();
            run.IsCut = false;
            var newest = StoreState.Newest(store)?.Generation ?? 0;
            _output.WriteLine($"files, cut {cut}: generation {committed} was committed, {newest} is there with {StoreState.Tokens(store)} tokens");
            Assert.True(newest >= committed, $"generation {committed} was committed, and now {newest} is the newest; {replay}");
        }

        await run.FinishAsync(store);
        var undisturbed = _folder.At("undisturbed");
        if (!Directory.Exists(undisturbed))
        {
            await new SmallRun().FinishAsync(undisturbed);
        }

        StoreState.AssertSameModel(undisturbed, store, replay);
        (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
    }

    /// <summary>A pipe, whose lines nobody can read again: what was synced must be there, and nothing of it twice.</summary>
    private async Task PipeAsync(LoopDisk disk, string store, int cuts, int round, ulong seed, string replay, params string[] options)
    {
        var random = new RandomSource(seed, 1, 0);
        var pipe = new PipeFeed(500_000, round, store, [.. options, "--checkpoint-every", "100ms"]);
        for (var cut = 0; cut < cuts; cut++)
        {
            var (durable, committed) = (0L, 0L);
            await pipe.FeedAsync(random.NextUInt64(), async program =>
            {
                await GrownAsync(program, store, pipe, random);
                committed = Committed(program);
                durable = DurableJournal.Sequence(store);
                disk.Cut();
                Signal.SendIfThere(program.Id, Signal.Kill);
            });
            disk.Remount();
            pipe.Look();
            var recovered = DurableJournal.Next(store);
            _output.WriteLine($"pipe {options[^1]}, cut {cut}: {durable} records were durable, {recovered} are there; generation {committed} was committed");
            Assert.True(recovered >= durable, $"{durable} records were durable, and {recovered} are there; {replay}");
            Assert.True((StoreState.Newest(store)?.Generation ?? 0) >= committed, $"generation {committed} is gone; {replay}");
        }

        await pipe.FinishAsync();
        var undisturbed = _folder.At($"pipe{round}");
        await new PipeFeed(500_000, round, undisturbed, options).FinishAsync();
        StoreState.AssertSameModel(undisturbed, store, replay);
        (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
        Directory.Delete(undisturbed, recursive: true);
    }

    /// <summary>Records that are there; none if what is left cannot be read.</summary>
    private static long Recovered(string store)
    {
        try
        {
            return DurableJournal.Next(store);
        }
        catch (StoreDamagedException)
        {
            return 0;
        }
    }

    /// <summary>A moment of a start, or of the work that follows it.</summary>
    private static async Task MomentAsync(LiveProgram program, bool isStarting, int milliseconds)
    {
        if (!isStarting)
        {
            await program.StartedAsync();
        }

        await Task.Delay(milliseconds);
    }

    /// <summary>A moment of a start, or some time after the journal has grown by some amount.</summary>
    private static async Task GrownAsync(LiveProgram program, string store, PipeFeed pipe, RandomSource random)
    {
        if (random.NextInt32(6) > 0)
        {
            var bytes = StoreState.JournalBytes(store) + 1 + random.NextInt32(20_000);
            await Deadline.Until(() => pipe.HasSentAll || StoreState.JournalBytes(store) >= bytes, "the journal to grow", program);
        }

        await Task.Delay(random.NextInt32(300));
    }

    /// <summary>The last generation that the program has said it committed, which it says when all of it is durable.</summary>
    private static long Committed(LiveProgram program) =>
        program.LastLine(" 1101 Committed generation ") is { } line
            ? long.Parse(line[(line.IndexOf("generation ", StringComparison.Ordinal) + 11)..].Split(' ')[0], null)
            : 0;
}
