using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>Prevents upkeep from reporting a store as it is not, and export and import from losing vectors.</summary>
public sealed class StoreVerbTests : IDisposable
{
    private readonly TinyStore _store = new(generations: 3);
    private readonly TestConsole _console = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Status_has_the_names_of_the_contract()
    {
        using var json = await JsonAsync("status");
        var status = json.RootElement;
        Assert.Equal((3, 3000, 5), (status.GetProperty("generation").GetInt32(), status.GetProperty("words").GetInt32(), status.GetProperty("vocabulary").GetInt32()));
        Assert.Equal((0, 0), (status.GetProperty("journalBytes").GetInt32(), status.GetProperty("lagBytes").GetInt32()));
        Assert.Contains("words       3,000\n", (await RunAsync("status")).Output);
    }

    [Fact]
    public async Task Lag_is_the_text_in_the_journal_that_no_generation_holds()
    {
        using (var store = StoreFolder.OpenForWriting(_store.Path, seedIfNew: 1))
        using (var journal = JournalWriter.Open(PosixStorage.Instance, store.JournalPath, new JournalOptions(), TimeProvider.System))
        {
            journal.Append(RecordKind.SourceOpened, 1, 0, 0, 0, "name"u8);
            journal.Append(RecordKind.Text, 1, 0, 6, 0, "a b c\n"u8);
            journal.Append(RecordKind.Text, 1, 6, 10, 0, "d e\n"u8);
        }

        using var json = await JsonAsync("status");
        Assert.Equal(10, json.RootElement.GetProperty("lagBytes").GetInt32());
        Assert.True(json.RootElement.GetProperty("journalBytes").GetInt64() > 10);
    }

    [Fact]
    public async Task A_store_without_a_generation_has_a_status_and_no_answers()
    {
        var empty = _store.File("empty");
        StoreFolder.OpenForWriting(empty, seedIfNew: 1).Dispose();
        var status = await _console.RunAsync("status", "--json", "--store", empty);
        Assert.Equal(0, JsonDocument.Parse(status.Output).RootElement.GetProperty("generation").GetInt32());
        var query = await _console.RunAsync("nn", "king", "--store", empty);
        Assert.Equal(ExitCode.Failed, query.Code);
        Assert.Contains("holds no generation yet", query.Error);
    }

    [Fact]
    public async Task Generations_are_listed_with_those_that_are_damaged()
    {
        File.Delete(Assert.Single(_store.Matrices(2)));
        using var json = await JsonAsync("generations");
        Assert.Equal([1, 2, 3], json.RootElement.EnumerateArray().Select(one => one.GetProperty("generation").GetInt32()));
        Assert.Equal([false, true, false], json.RootElement.EnumerateArray().Select(one => one.GetProperty("damage").ValueKind == JsonValueKind.String));
        Assert.Contains("damaged: ", (await RunAsync("generations")).Output);
    }

    [Fact]
    public async Task Rollback_makes_an_older_generation_the_newest()
    {
        using var json = await JsonAsync("rollback", "1");
        Assert.Equal([2, 3], json.RootElement.GetProperty("setAside").EnumerateArray().Select(number => number.GetInt32()));
        using var status = await JsonAsync("status");
        Assert.Equal(1, status.RootElement.GetProperty("generation").GetInt32());
        Assert.Equal(ExitCode.Failed, (await RunAsync("rollback", "3")).Code);
    }

    [Fact]
    public async Task Rollback_of_a_folder_that_is_no_store_leaves_it_alone()
    {
        using var folder = new TemporaryFolder();
        var result = await _console.RunAsync("rollback", "1", "--store", folder.Path);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Fsck_is_65_until_the_damage_is_repaired()
    {
        Assert.Equal((ExitCode.Success, $"store {_store.Path} is sound\n"), (await RunAsync("fsck") is var sound ? (sound.Code, sound.Output) : default));
        var matrix = Assert.Single(_store.Matrices(3));
        var bytes = File.ReadAllBytes(matrix);
        bytes[^1] ^= 1;
        File.WriteAllBytes(matrix, bytes);
        var damaged = await RunAsync("fsck", "--json");
        Assert.Equal(ExitCode.BadInput, damaged.Code);
        var finding = JsonDocument.Parse(damaged.Output).RootElement.GetProperty("findings")[0];
        Assert.Equal("error", finding.GetProperty("severity").GetString());
        Assert.Contains("fsck --repair", finding.GetProperty("remedy").GetString());
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck", "--repair")).Code);
        using var repaired = await JsonAsync("status");
        Assert.Equal(2, repaired.RootElement.GetProperty("generation").GetInt32());
    }

    [Theory]
    [InlineData("word2vec-bin", "v.bin")]
    [InlineData("word2vec-text", "v.txt")]
    [InlineData("glove", "v.glove")]
    [InlineData("npy", "npy")]
    [InlineData("fasttext-vec", "v.vec")]
    public async Task What_is_exported_can_be_imported(string format, string name)
    {
        using var exported = await JsonAsync("export", "--format", format, "-o", _store.File(name));
        Assert.Equal((5, 3), (exported.RootElement.GetProperty("words").GetInt32(), exported.RootElement.GetProperty("dimension").GetInt32()));
        var other = _store.File("other");
        var imported = await _console.RunAsync("import", _store.File(name), "--store", other);
        Assert.Equal((ExitCode.Success, ""), (imported.Code, imported.Error));
        Assert.Equal("queen 0.8 0.6 0\nnaïve 0 0 1\n", (await _console.RunAsync("vector", "queen", "naïve", "--store", other)).Output);
        Assert.Equal(ExitCode.Success, (await _console.RunAsync("fsck", "--store", other)).Code);
    }

    [Fact]
    public async Task An_import_replaces_nothing_and_leaves_nothing_if_the_file_is_bad()
    {
        File.WriteAllText(_store.File("v.txt"), "2 2\na 1 2\nb 1\n");
        var bad = await _console.RunAsync("import", _store.File("v.txt"), "--store", _store.File("new"));
        Assert.Equal(ExitCode.BadInput, bad.Code);
        Assert.False(Path.Exists(_store.File("new")));
        File.WriteAllText(_store.File("v.txt"), "2 2\na 1 2\nb 1 3\n");
        var occupied = await RunAsync("import", _store.File("v.txt"));
        Assert.Equal(ExitCode.Failed, occupied.Code);
        Assert.Contains("already holds generations", occupied.Error);
        Assert.Equal(ExitCode.Failed, (await RunAsync("import", _store.File("missing.bin"))).Code);
    }

    [Theory]
    [InlineData("glove", "taken", "taken is a folder, but glove writes a file there")]
    [InlineData("glove", "taken/", "taken/ names a folder, but glove is written as a file")]
    [InlineData("jsonl", "new/", "new/ names a folder, but jsonl is written as a file")]
    [InlineData("npy", "file", "file is a file, but npy is written as a folder")]
    [InlineData("npy", "taken/a.npy", "taken/a.npy is a folder, but npy writes a file there")]
    [InlineData("word2vec-bin", "no/such/v.bin", "there is no folder ")]
    [InlineData("tensorboard", "no/such/", "there is no folder ")]
    [InlineData("npy", "no/v.npy", "there is no folder ")]
    [InlineData("glove", "store", "lies inside the store")]
    [InlineData("npy", "store/", "lies inside the store")]
    [InlineData("glove", "store/v.txt", "lies inside the store")]
    [InlineData("npy", "taken/../store/generations/v", "lies inside the store")]
    public async Task An_export_to_a_place_that_does_not_fit_is_1_and_writes_nothing(string format, string output, string says)
    {
        Directory.CreateDirectory(_store.File("taken/a.npy"));
        File.WriteAllText(_store.File("file"), "mine");
        string[] before = [.. Directory.GetFileSystemEntries(_store.File(""), "*", SearchOption.AllDirectories).Order()];
        var result = await RunAsync("export", "--format", format, "-o", _store.File(output));
        Assert.Equal((ExitCode.Failed, ""), (result.Code, result.Output));
        Assert.Contains(says, Assert.Single(result.ErrorLines));
        Assert.Equal(before, Directory.GetFileSystemEntries(_store.File(""), "*", SearchOption.AllDirectories).Order());
        Assert.Equal("mine", File.ReadAllText(_store.File("file")));
    }

    [Fact]
    public async Task An_export_beside_a_store_whose_name_it_begins_with_is_written()
    {
        Assert.Equal(ExitCode.Success, (await RunAsync("export", "--format", "glove", "-o", _store.Path + ".txt")).Code);
        Assert.Equal(ExitCode.Success, (await RunAsync("export", "--format", "tensorboard", "-o", _store.File("projector/"))).Code);
        Assert.True(File.Exists(_store.File("projector/vectors.tsv")));
    }

    [Fact]
    public async Task An_export_may_be_cut_to_the_most_frequent_words()
    {
        Assert.Equal(ExitCode.Success, (await RunAsync("export", "--format", "glove", "-o", _store.File("v.glove"), "--top", "2")).Code);
        Assert.Equal("king 1 0 0\nqueen 0.8 0.6 0\n", File.ReadAllText(_store.File("v.glove")));
    }

    private Task<ConsoleResult> RunAsync(params string[] arguments) => _console.RunAsync([.. arguments, "--store", _store.Path]);

    private async Task<JsonDocument> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((ExitCode.Success, ""), (result.Code, result.Error));
        return JsonDocument.Parse(result.Output);
    }
}
