using StreamW2V.EndToEnd.Tests.Faults;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Upkeep;

/// <summary>Prevents check, list and rollback from being right about made-up stores only.</summary>
public sealed class UpkeepTests : IClassFixture<TrainedStore>, IDisposable
{
    private readonly TrainedStore _trained;
    private readonly TemporaryFolder _folder = new("streamw2v-upkeep-");
    private readonly string _store;

    public UpkeepTests(TrainedStore trained)
    {
        _trained = trained;
        _store = trained.CopyTo(_folder.At("store"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generations_of_train_and_run_are_listed_with_what_they_know()
    {
        var list = (await Launch.RunAsync("generations", "--json", "--store", _store)).Succeeded().Json.EnumerateArray().ToArray();
        Assert.Equal([1, 2], list.Select(one => one.GetProperty("generation").GetInt32()));
        Assert.Equal(["train", "run"], list.Select(one => one.GetProperty("verb").GetString()));
        Assert.All(list, one => Assert.True(one.GetProperty("complete").GetBoolean()));
        Assert.Equal(_trained.StreamedTokens, list[1].GetProperty("words").GetInt64() - list[0].GetProperty("words").GetInt64());
        foreach (var generation in StoreState.Generations(_store))
        {
            var files = new DirectoryInfo(generation).GetFiles().Where(file => file.Name != "manifest.json");
            var bytes = files.Sum(file => file.Length);
            Assert.Contains(list, one => one.GetProperty("bytes").GetInt64() == bytes);
        }
    }

    [Fact]
    public async Task Older_generations_answer_as_they_did()
    {
        var older = (await Launch.RunAsync("vector", "sea1", "--generation", "1", "--store", _store)).Succeeded().Output;
        var newer = (await Launch.RunAsync("vector", "sea1", "--store", _store)).Succeeded().Output;
        Assert.NotEqual(older, newer);
        (await Launch.RunAsync("rollback", "1", "--store", _store)).Succeeded();
        Assert.Equal(older, (await Launch.RunAsync("vector", "sea1", "--store", _store)).Succeeded().Output);
    }

    [Fact]
    public async Task After_a_rollback_the_journal_is_learned_again_to_the_same_bits()
    {
        var (watched, store) = (_folder.Folder("watched"), _folder.At("watching"));
        string[] arguments =
        [
            "run", "--watch", watched, "--store", store, "--deterministic", "--dim", "16", "--min-count", "2",
            "--scan-interval", "20ms", "--checkpoint-every", "100ms",
        ];
        var tokens = 0L;
        using (var program = Launch.StartDaemon(arguments))
        {
            for (var part = 0; part < 3; part++)
            {
                var text = TopicText.Write(200_000, seed: 13, part);
                File.WriteAllBytes(Path.Combine(watched, $"part{part}.log"), text.Bytes);
                tokens += text.Tokens;
                await Deadline.Until(() => StoreState.Tokens(store) == tokens, $"{tokens} tokens", program);
            }

            (await program.EndByAsync(Signal.Terminate)).Succeeded();
        }

        var original = _folder.At("original");
        CopyNewest(store, original);
        var newest = StoreState.Newest(store)!.Generation;
        var result = (await Launch.RunAsync("rollback", $"{newest - 1}", "--json", "--store", store)).Succeeded().Json;
        Assert.Equal([newest], result.GetProperty("setAside").EnumerateArray().Select(number => number.GetInt64()));
        Assert.True(StoreState.Tokens(store) < tokens);

        using (var program = Launch.StartDaemon(arguments))
        {
            await Deadline.Until(() => StoreState.Tokens(store) == tokens, $"{tokens} tokens again", program);
            (await program.EndByAsync(Signal.Terminate)).Succeeded();
        }

        Assert.True(StoreState.Newest(store)!.Generation > newest, "a number was given twice");
        StoreState.AssertSameModel(original, store, "after a rollback");
    }

    [Fact]
    public async Task A_sound_store_is_sound_and_damage_is_found_repaired_and_learned_past()
    {
        Assert.Equal($"store {_store} is sound\n", (await Launch.RunAsync("fsck", "--store", _store)).Succeeded().Output);
        StoreState.Damage(StoreState.FileOfNewest(_store, "output.npy"));
        var tokens = StoreState.Tokens(_store);
        var found = await Launch.RunAsync("fsck", "--json", "--store", _store);
        Assert.Equal(65, found.Code);
        var finding = found.Json.GetProperty("findings").EnumerateArray().Single(one => one.GetProperty("severity").GetString() == "error");
        Assert.Contains("output.npy", finding.GetProperty("finding").GetString(), StringComparison.Ordinal);

        (await Launch.RunAsync("fsck", "--repair", "--store", _store)).Succeeded();
        (await Launch.RunAsync("fsck", "--store", _store)).Succeeded();
        Assert.Single(StoreState.Generations(_store));
        Assert.Single(Directory.GetDirectories(Path.Combine(_store, "quarantine")));

        // The journal still holds what the damaged generation had learned.
        (await Launch.RunAsync("run", "--store", _store)).Succeeded();
        Assert.Equal((tokens, 3), (StoreState.Tokens(_store), StoreState.Newest(_store)!.Generation));
    }

    [Fact]
    public async Task Only_as_many_generations_are_kept_as_asked_for()
    {
        for (var part = 0; part < 4; part++)
        {
            var text = TopicText.Write(20_000, seed: 14, part);
            (await Launch.RunAsync(text.Bytes, "run", "--keep-generations", "3", "--store", _store)).Succeeded();
        }

        Assert.Equal(["0000000004", "0000000005", "0000000006"], StoreState.Generations(_store).Select(Path.GetFileName));
        (await Launch.RunAsync("fsck", "--store", _store)).Succeeded();
    }

    [Fact]
    public async Task Rolled_back_as_far_as_generations_are_kept_a_store_learns_on()
    {
        for (var part = 0; part < 4; part++)
        {
            var text = TopicText.Write(20_000, seed: 15, part);
            (await Launch.RunAsync(text.Bytes, "run", "--keep-generations", "4", "--store", _store)).Succeeded();
        }

        var tokens = StoreState.Tokens(_store);
        var oldest = int.Parse(Path.GetFileName(StoreState.Generations(_store)[0]), System.Globalization.CultureInfo.InvariantCulture);
        (await Launch.RunAsync("rollback", $"{oldest}", "--store", _store)).Succeeded();
        (await Launch.RunAsync("run", "--store", _store)).Succeeded();
        Assert.Equal(tokens, StoreState.Tokens(_store));
    }

    private static void CopyNewest(string store, string target)
    {
        var newest = StoreState.Generations(store)[^1];
        var folder = Directory.CreateDirectory(Path.Combine(target, "generations", Path.GetFileName(newest)));
        foreach (var file in Directory.GetFiles(newest))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }
    }
}
