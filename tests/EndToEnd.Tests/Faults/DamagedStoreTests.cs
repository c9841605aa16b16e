using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Faults;

/// <summary>
/// Prevents damage on disk from being answered from, from ending what an older generation could carry on, and from a silent start at
/// nothing.
/// </summary>
public sealed class DamagedStoreTests : IClassFixture<TrainedStore>, IDisposable
{
    private readonly TrainedStore _trained;
    private readonly TemporaryFolder _folder = new("streamw2v-damage-");
    private readonly string _store;

    public DamagedStoreTests(TrainedStore trained)
    {
        _trained = trained;
        _store = trained.CopyTo(_folder.At("store"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("vocabulary.bin")]
    [InlineData("trainer.bin")]
    [InlineData("input.npy")]
    public async Task A_query_falls_back_to_the_generation_before_a_damaged_one(string file)
    {
        StoreState.Damage(StoreState.FileOfNewest(_store, file));
        var damaged = StoreState.Contents(_store);
        var answer = await Launch.RunAsync("nn", "sea2", "--json", "--store", _store);
        Assert.Equal(0, answer.Code);
        Assert.Contains("generation 2 is damaged", Assert.Single(answer.Faults), StringComparison.Ordinal);
        TopicText.AssertSameTopic("sea2", [.. answer.Json.EnumerateArray().Select(one => one.GetProperty("word").GetString()!)]);
        Assert.Equal(damaged, StoreState.Contents(_store));
    }

    [Theory]
    [InlineData("input.npy")]
    [InlineData("output.npy")]
    [InlineData("manifest.json")]
    [InlineData("vocabulary.bin")]
    [InlineData("trainer.bin")]
    [InlineData("sketch.bin")]
    [InlineData("sources.bin")]
    public async Task A_run_falls_back_and_learns_what_the_damaged_generation_held_from_the_journal(string file)
    {
        var expected = StoreState.Tokens(_store);
        StoreState.Damage(StoreState.FileOfNewest(_store, file), 0.9);
        var ended = (await Launch.RunAsync("run", "--store", _store, "--json")).Succeeded();
        var warning = Assert.Single(ended.ErrorLines, line => line.Contains(" warning ", StringComparison.Ordinal));
        Assert.Contains("Skipped damaged generation 2", warning, StringComparison.Ordinal);
        Assert.Equal((expected, 3), (StoreState.Tokens(_store), StoreState.Newest(_store)!.Generation));
        Assert.InRange(ended.Json.GetProperty("words").GetInt64(), 1, _trained.StreamedTokens);
    }

    [Fact]
    public async Task Damaged_vectors_asked_for_by_number_are_refused()
    {
        StoreState.Damage(StoreState.FileOfNewest(_store, "input.npy"));
        var line = (await Launch.RunAsync("nn", "sea2", "--generation", "2", "--store", _store)).Failed(65);
        Assert.Contains("input.npy", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_file_cut_short_is_damage()
    {
        using (var file = new FileStream(StoreState.FileOfNewest(_store, "input.npy"), FileMode.Open))
        {
            file.SetLength(file.Length - 64);
        }

        var answer = await Launch.RunAsync("nn", "sea2", "--json", "--store", _store);
        Assert.Equal(0, answer.Code);
        Assert.Contains("generation 2 is damaged", Assert.Single(answer.Faults), StringComparison.Ordinal);
        var checkedStore = await Launch.RunAsync("fsck", "--store", _store);
        Assert.Equal(65, checkedStore.Code);
    }

    [Theory]
    [InlineData("nn sea1")]
    [InlineData("vocab")]
    [InlineData("status")]
    [InlineData("run --stdin")]
    [InlineData("export --format glove -o OUT")]
    [InlineData("train CORPUS")]
    public async Task Where_no_generation_is_whole_everything_says_so_and_nothing_starts_from_empty(string command)
    {
        foreach (var generation in StoreState.Generations(_store))
        {
            StoreState.Damage(Path.Combine(generation, "manifest.json"));
        }

        var damaged = StoreState.Contents(_store);
        var arguments = command.Split(' ')
            .Select(part => part == "OUT" ? _folder.At("out.txt") : part == "CORPUS" ? _trained.Corpus : part);
        var line = (await Launch.RunAsync([.. arguments, "--store", _store])).Failed(65);
        Assert.Contains("none of the 2 generations", line, StringComparison.Ordinal);
        Assert.Equal(damaged, StoreState.Contents(_store));
        Assert.False(Path.Exists(_folder.At("out.txt")));
    }

    [Fact]
    public async Task A_damaged_identity_is_an_error_that_names_its_repair()
    {
        StoreState.Damage(Path.Combine(_store, "store.json"));
        var line = (await Launch.RunAsync("nn", "sea1", "--store", _store)).Failed(65);
        Assert.Contains("fsck --repair", line, StringComparison.Ordinal);
        Assert.Equal(0, (await Launch.RunAsync("fsck", "--repair", "--store", _store)).Code);
        TopicText.AssertSameTopic("sea2", await Neighbors.WordsAsync(_store, "sea2"));
    }

    [Fact]
    public async Task A_damaged_journal_is_refused_until_it_is_repaired()
    {
        // Text that is in the journal and in no generation.
        using (var program = Launch.Start("run", "--store", _store, "--fsync", "always", "--fsync-interval", "1ms"))
        {
            await program.StartedAsync();
            for (var part = 0; part < 3; part++)
            {
                var before = StoreState.JournalBytes(_store);
                await program.WriteAsync(TopicText.Write(50_000, seed: 11, part).Bytes);
                await Deadline.Until(() => StoreState.JournalBytes(_store) > before + 10_000, "the journal to grow", program);
            }

            await program.KillAsync();
        }

        var segment = Directory.GetFiles(Path.Combine(_store, "journal")).Order(StringComparer.Ordinal).Last();
        StoreState.Damage(segment, 0.6);
        var refused = (await Launch.RunAsync("run", "--store", _store)).Failed(65);
        Assert.Contains("fsck --repair", refused, StringComparison.Ordinal);
        Assert.Contains(segment, refused, StringComparison.Ordinal);
        Assert.Equal(65, (await Launch.RunAsync("fsck", "--store", _store)).Code);
        TopicText.AssertSameTopic("sea2", await Neighbors.WordsAsync(_store, "sea2"));
        Assert.Equal(0, (await Launch.RunAsync("fsck", "--repair", "--store", _store)).Code);
        (await Launch.RunAsync("run", "--store", _store)).Succeeded();
        (await Launch.RunAsync("fsck", "--store", _store)).Succeeded();
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.Combine(_store, "quarantine")));
    }
}
