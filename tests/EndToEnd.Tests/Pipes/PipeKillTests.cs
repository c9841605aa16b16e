using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Pipes;

/// <summary>Prevents lines of a pipe from being lost once they are in the journal, from being learned twice, and from being cut.</summary>
public sealed class PipeKillTests : IDisposable
{
    private const int KillsPerRound = 25;
    private const int TextBytes = 1_500_000;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-pipe-kill-");

    public PipeKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Endurance", "kill-pipe")]
    public async Task Killed_again_and_again_it_has_accepted_whole_lines_each_once_and_learned_them_all()
    {
        using var trials = Trials.Begin("kill-pipe", 25, GetType(), _output.WriteLine);
        var random = new RandomSource(Trials.Seed, 8, 0);
        for (var kills = 0; kills < trials.Count;)
        {
            var count = Math.Min(KillsPerRound, trials.Count - kills);
            var (killed, undisturbed) = (_folder.At($"killed{kills}"), _folder.At($"undisturbed{kills}"));
            var feed = new PipeFeed(TextBytes, kills, killed, "--checkpoint-every", "100ms");
            for (var kill = 0; kill < count; kill++)
            {
                trials.Try();
                await feed.FeedAsync(random.NextUInt64(), program => KillAsync(program, killed, feed, random));
                var before = feed.Accepted;
                feed.Look();
                _output.WriteLine($"kill {kills + kill}: {feed.Accepted - before} tokens accepted, {StoreState.Tokens(killed)} of {feed.Accepted} in a generation");
            }

            Assert.True(feed.Accepted > 0, $"no kill came after the first line; {trials.Replay}");
            await feed.FinishAsync();
            await new PipeFeed(TextBytes, kills, undisturbed).FinishAsync();
            StoreState.AssertSameModel(undisturbed, killed, trials.Replay);
            trials.Survived(count);
            kills += count;
            Directory.Delete(killed, recursive: true);
            Directory.Delete(undisturbed, recursive: true);
        }
    }

    /// <summary>Kills it while it starts, or a moment after a generation is committed, or after the journal has grown by some amount.</summary>
    private static async Task KillAsync(LiveProgram program, string store, PipeFeed feed, RandomSource random)
    {
        var moment = random.NextInt32(6);
        if (moment == 0)
        {
            await Task.Delay(random.NextInt32(400));
        }
        else if (moment < 3)
        {
            var tokens = StoreState.Tokens(store);
            await Deadline.Until(() => feed.HasSentAll || StoreState.Tokens(store) > tokens, "a generation", program);
            await Task.Delay(random.NextInt32(150));
        }
        else
        {
            var bytes = StoreState.JournalBytes(store) + 1 + random.NextInt32(12_000);
            await Deadline.Until(() => feed.HasSentAll || StoreState.JournalBytes(store) >= bytes, "the journal to grow", program);
            await Task.Delay(random.NextInt32(feed.HasSentAll ? 500 : 40));
        }

        await program.KillAsync();
    }
}
