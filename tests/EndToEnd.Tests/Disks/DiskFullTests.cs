using StreamW2V.EndToEnd.Tests.Calls;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Disks;

/// <summary>
/// Prevents a disk that fills up, whatever is being written then, from damaging a store, silencing its queries, or changing what is
/// learned once there is space again.
/// </summary>
public sealed class DiskFullTests : IDisposable
{
    private const int DiskMegabytes = 24;

    // A generation less than what the store takes in the end, and one more: all the places at which space can run out, and some where it does not.
    private const long MostFreeBytes = 3_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-full-");

    public DiskFullTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [NeedsFact(Tools.LoopMounts, "mkfs.ext4", "fallocate")]
    [Trait("Endurance", "disk-full")]
    public async Task Where_space_runs_out_queries_go_on_and_learning_does_when_it_returns()
    {
        using var trials = Trials.Begin("disk-full", 4, GetType(), _output.WriteLine);
        var random = new RandomSource(Trials.Seed, 9, 0);
        using var disk = new LoopDisk(_folder.Path, "ext4", DiskMegabytes);
        var undisturbed = _folder.At("undisturbed");
        await new SmallRun().FinishAsync(undisturbed);
        for (var trial = 0; trial < trials.Count; trial++)
        {
            trials.Try();
            var store = Path.Combine(disk.Path, $"store{trial}");
            var run = new SmallRun { Watched = _folder.Folder($"text{trial}") };

            // One trial of each stretch, so that all are met; a third of them within the few kilobytes of the first steps.
            var most = trial % 3 == 0 ? MostFreeBytes / 30 : MostFreeBytes;
            var free = (long)((trial + random.NextDouble()) / trials.Count * most);
            var ballast = Path.Combine(disk.Path, "ballast");
            Tools.Run("fallocate", "-l", $"{disk.FreeBytes - free}", ballast);
            Outcome outcome;
            var isWaiting = false;
            using (var program = Launch.StartDaemon(run.Arguments(store)))
            {
                var end = run.ToEndAsync(program, store);
                await Task.WhenAny(end, Deadline.Until(() => IsWaiting(program) || end.IsCompleted, "space to run out"), Task.Delay(s_patience * 4));
                if (!end.IsCompleted)
                {
                    await Task.WhenAny(end, Task.Delay(s_patience));
                }

                isWaiting = IsWaiting(program) && !end.IsCompleted;
                await AskAsync(store);
                File.Delete(ballast);
                outcome = await end;
            }

            var context = $"trial {trial}, {free} bytes free; {trials.Replay}";
            _output.WriteLine(
                $"{free,8} bytes free: exit {outcome.Code}{(isWaiting ? " after waiting for space" : "")} {string.Join(' ', outcome.Faults)}");
            if (outcome.Code == 0)
            {
                outcome.Succeeded();
            }
            else
            {
                Assert.Contains("No space left on device", outcome.Failed(74), StringComparison.Ordinal);
            }

            await AskAsync(store);
            await run.FinishAsync(store);
            StoreState.AssertSameModel(undisturbed, store, context);
            (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
            Directory.Delete(store, recursive: true);
            if (outcome.Code == 0)
            {
                trials.Survived();
            }
            else
            {
                trials.Refused();
            }
        }
    }

    /// <summary>Whether it has said that it waits for space: for the journal or for a checkpoint.</summary>
    private static bool IsWaiting(LiveProgram program) => program.ErrorLine(" 1205 ") is not null || program.ErrorLine(" 1111 ") is not null;

    /// <summary>A query answers from the newest generation, if one has words.</summary>
    private static async Task AskAsync(string store)
    {
        if (StoreState.Newest(store) is { Vocabulary: > 20 })
        {
            Assert.NotEmpty(await Neighbors.WordsAsync(store, "and0"));
        }
    }
}
