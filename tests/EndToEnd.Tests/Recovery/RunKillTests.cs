using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>Prevents a kill at any moment from losing a line, learning one twice, or bending the model by a single bit.</summary>
public sealed class RunKillTests : IDisposable
{
    private const int Kills = 20;
    private const int FileBytes = 3_600_000;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-kill-");

    public RunKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ns", "1100")] // fewer places than words: newcomers replace the weakest
    [InlineData("hs", "100000")]
    [InlineData("ns+hs", "1100", "--huffman-slack", "0", "--phrases", "--rehearse", "0.5", "--rehearse-tokens", "20000", "--first-vectors", "context", "--half-life", "200000")]
    public async Task Killed_twenty_times_it_ends_with_the_bytes_of_a_run_that_was_never_interrupted(string objective, string words, params string[] options)
    {
        var replay = TestSeed.Replay(nameof(RunKillTests));
        _output.WriteLine(replay);
        var watched = _folder.Folder("watched");
        var (killed, undisturbed) = (_folder.At("killed"), _folder.At("undisturbed"));
        string[] Arguments(string store) =>
        [
            "run", "--watch", watched, "--store", store, "--deterministic", "--objective", objective, "--max-vocab", words,
            "--dim", "32", "--window", "3", "--negative", "3",
            "--checkpoint-every", "200ms", "--fsync-interval", "5ms", "--scan-interval", "20ms", "--progress-every", "0", .. options,
        ];

        var files = Stage();
        var total = files.Sum(file => file.Text.Tokens);
        var kills = new StreamKills(watched, killed, Arguments(killed), files, _output.WriteLine);
        await kills.RunAsync(Kills);
        await FinishAsync(Arguments(killed), killed, total);
        await FinishAsync(Arguments(undisturbed), undisturbed, total);

        StoreState.AssertSameModel(undisturbed, killed, replay);
        var status = (await Launch.RunAsync("status", "--json", "--store", killed)).Succeeded().Json;
        Assert.Equal((total, 0), (status.GetProperty("words").GetInt64(), status.GetProperty("lagBytes").GetInt64()));
        Assert.Equal(0, (await Launch.RunAsync("fsck", "--store", killed)).Succeeded().Code);
        Assert.True(kills.MidWay >= Kills / 2, $"only {kills.MidWay} of {Kills} kills found text waiting; {replay}");
    }

    [Fact]
    public async Task Killed_with_several_trainer_threads_it_has_learned_every_line_once()
    {
        var (watched, store) = (_folder.Folder("watched"), _folder.At("store"));
        var files = Stage().Take(2).ToList();
        var total = files.Sum(file => file.Text.Tokens);
        string[] arguments =
        [
            "run", "--watch", watched, "--store", store, "--threads", "3", "--dim", "32", "--objective", "ns+hs", "--max-vocab", "700",
            "--checkpoint-every", "100ms", "--scan-interval", "20ms",
        ];
        await new StreamKills(watched, store, arguments, files, _output.WriteLine).RunAsync(6);
        await FinishAsync(arguments, store, total);
        (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
        TopicText.AssertSameTopic("sea1", await Neighbors.WordsAsync(store, "sea1"));
    }

    [Fact]
    public async Task Killed_while_it_makes_a_store_it_can_make_it_again()
    {
        var random = new RandomSource(TestSeed.Value, 4, 0);
        for (var kill = 0; kill < 8; kill++)
        {
            var store = _folder.At($"store{kill / 4}");
            using (var program = Launch.Start("run", "--store", store))
            {
                await Deadline.Until(() => Directory.Exists(store), "the store to be begun", program);
                await Task.Delay(random.NextInt32(40));
                await program.KillAsync();
            }

            if (kill % 4 == 3)
            {
                (await Launch.RunAsync("a few words\n"u8.ToArray(), "run", "--store", store)).Succeeded();
                Assert.Equal(3, StoreState.Tokens(store));
                (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
            }
        }
    }

    private static async Task FinishAsync(string[] arguments, string store, long total)
    {
        using var program = Launch.StartDaemon(arguments);
        await program.StartedAsync(); // before, a signal ends it as it ends any program
        await Deadline.Until(() => StoreState.Tokens(store) >= total, $"a generation with all {total} tokens", program);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(total, StoreState.Tokens(store));
    }

    /// <summary>Six files, 21 MB, the third one compressed; each brings two new topics. Their modification times are their order.</summary>
    private List<(string Staged, TopicText Text)> Stage()
    {
        var staging = _folder.Folder("staging");
        var files = new List<(string, TopicText)>();
        for (var part = 0; part < 6; part++)
        {
            var text = TopicText.Write(FileBytes, TestSeed.Value, part, topics: 10 + (2 * part));
            var path = Path.Combine(staging, part == 2 ? $"part{part}.log.gz" : $"part{part}.log");
            File.WriteAllBytes(path, part == 2 ? Gzip.Compress(text.Bytes) : text.Bytes);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 21, 12, part, 0, DateTimeKind.Utc));
            files.Add((path, text));
        }

        return files;
    }
}
