using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.Numerics;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>Prevents a kill at any moment from losing a line, learning one twice, or bending the model by a single bit.</summary>
public sealed class RunKillTests : IDisposable
{
    private const int KillsPerRound = 35;
    private const int FileBytes = 500_000;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new("streamw2v-kill-");

    public RunKillTests(ITestOutputHelper output) => _output = output;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Endurance", "kill-run")]
    [InlineData("ns", "1100")] // fewer places than words: newcomers replace the weakest
    [InlineData("hs", "100000")]
    [InlineData("ns", "1100", "--mapping", "shared", "--negative-locality", "200", "--keep-hourly", "2")]
    [InlineData("ns+hs", "1100", "--huffman-slack", "0", "--phrases", "--rehearse", "0.5", "--rehearse-tokens", "20000", "--first-vectors", "context", "--half-life", "200000")]
    public async Task Killed_again_and_again_it_ends_with_the_bytes_of_a_run_that_was_never_interrupted(
        string objective, string words, params string[] options)
    {
        using var trials = Trials.Begin("kill-run", 140, GetType(), _output.WriteLine, shares: 4);
        var kills = 0;
        var midWay = 0;
        for (var round = 0; kills < trials.Count; round++)
        {
            var number = Math.Min(KillsPerRound, trials.Count - kills);
            midWay += await DeterministicAsync(round, number, trials, ["--objective", objective, "--max-vocab", words, .. options]);
            kills += number;
        }

        Assert.True(midWay >= kills / 3, $"only {midWay} of {kills} kills found text waiting; {trials.Replay}");
    }

    [Fact]
    [Trait("Endurance", "kill-threads")]
    public async Task Killed_with_several_trainer_threads_it_has_learned_every_line_once()
    {
        using var trials = Trials.Begin("kill-threads", 20, GetType(), _output.WriteLine);
        for (var kills = 0; kills < trials.Count;)
        {
            var number = Math.Min(KillsPerRound, trials.Count - kills);
            var round = Round(1000 + kills);
            string[] Arguments(string store, string threads) =>
            [
                "run", "--watch", round.Watched, "--store", store, "--threads", threads, "--dim", "64", "--negative", "10", "--objective", "ns+hs",
                "--max-vocab", "700", "--checkpoint-every", "100ms", "--scan-interval", "20ms",
            ];
            var (killed, undisturbed) = (round.Folder + "/killed", round.Folder + "/undisturbed");
            await new StreamKills(1000 + kills, round.Watched, killed, Arguments(killed, "3"), round.Files, _output.WriteLine).RunAsync(number, trials);
            await FinishAsync(Arguments(killed, "3"), killed, round.Tokens);
            await FinishAsync(Arguments(undisturbed, "1"), undisturbed, round.Tokens);

            // The rows are those of a race, but words and counts have one writer: they are right to the bit.
            var names = (string[])["vocabulary.bin", "sketch.bin", "evicted.bin"];
            Assert.All(names, name => StoreState.AssertSameFile(undisturbed, killed, name, trials.Replay));
            (await Launch.RunAsync("fsck", "--store", killed)).Succeeded();
            TopicText.AssertSameTopic("sea1", await Neighbors.WordsAsync(killed, "sea1"));
            Directory.Delete(round.Folder, recursive: true);
            trials.Survived(number);
            kills += number;
        }
    }

    [Fact]
    [Trait("Endurance", "kill-create")]
    public async Task Killed_while_it_makes_a_store_it_can_make_it_again()
    {
        using var trials = Trials.Begin("kill-create", 12, GetType(), _output.WriteLine);
        var random = new RandomSource(Trials.Seed, 4, 0);
        for (var kill = 0; kill < trials.Count; kill++)
        {
            trials.Try();
            var store = _folder.At($"store{kill / 4}");
            using (var program = Launch.Start("run", "--store", store))
            {
                await Deadline.Until(() => Directory.Exists(store), "the store to be begun", program);
                await Task.Delay(random.NextInt32(40));
                await program.KillAsync();
            }

            if (kill % 4 == 3 || kill == trials.Count - 1)
            {
                (await Launch.RunAsync("a few words\n"u8.ToArray(), "run", "--store", store)).Succeeded();
                Assert.Equal(3, StoreState.Tokens(store));
                (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
                trials.Survived((kill % 4) + 1);
            }
        }
    }

    /// <summary>One store killed so often; returns how many kills found text waiting.</summary>
    private async Task<int> DeterministicAsync(int number, int count, Trials trials, string[] options)
    {
        var round = Round(number);
        string[] Arguments(string store) =>
        [
            "run", "--watch", round.Watched, "--store", store, "--deterministic", "--dim", "64", "--window", "10", "--negative", "15",
            "--checkpoint-every", "100ms", "--fsync-interval", "5ms", "--scan-interval", "20ms", "--progress-every", "0", .. options,
        ];
        var (killed, undisturbed) = (round.Folder + "/killed", round.Folder + "/undisturbed");
        var kills = new StreamKills(number, round.Watched, killed, Arguments(killed), round.Files, _output.WriteLine);
        await kills.RunAsync(count, trials);
        await FinishAsync(Arguments(killed), killed, round.Tokens);
        await FinishAsync(Arguments(undisturbed), undisturbed, round.Tokens);

        StoreState.AssertSameModel(undisturbed, killed, trials.Replay);
        var status = (await Launch.RunAsync("status", "--json", "--store", killed)).Succeeded().Json;
        Assert.Equal((round.Tokens, 0), (status.GetProperty("words").GetInt64(), status.GetProperty("lagBytes").GetInt64()));
        Assert.Equal(0, (await Launch.RunAsync("fsck", "--store", killed)).Succeeded().Code);
        Directory.Delete(round.Folder, recursive: true);
        trials.Survived(count);
        return kills.MidWay;
    }

    private static async Task FinishAsync(string[] arguments, string store, long total)
    {
        using var program = Launch.StartDaemon(arguments);
        await program.StartedAsync(); // before, a signal ends it as it ends any program
        await Deadline.Until(() => StoreState.Tokens(store) >= total, $"a generation with all {total} tokens", program);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(total, StoreState.Tokens(store));
    }

    /// <summary>Six files, 3 MB, the third one compressed; each brings two new topics. Their modification times are their order.</summary>
    private (string Folder, string Watched, List<(string Staged, TopicText Text)> Files, long Tokens) Round(int round)
    {
        var staging = _folder.Folder($"{round}/staging");
        var files = new List<(string Staged, TopicText Text)>();
        for (var part = 0; part < 6; part++)
        {
            var text = TopicText.Write(FileBytes, Trials.Seed, (round * 6) + part, topics: 10 + (2 * part));
            var path = Path.Combine(staging, part == 2 ? $"part{part}.log.gz" : $"part{part}.log");
            File.WriteAllBytes(path, part == 2 ? Gzip.Compress(text.Bytes) : text.Bytes);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 21, 12, part, 0, DateTimeKind.Utc));
            files.Add((path, text));
        }

        return (_folder.At($"{round}"), _folder.Folder($"{round}/watched"), files, files.Sum(file => file.Text.Tokens));
    }
}
