using System.Text;
using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Commands;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Tests;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>
/// Prevents a forgotten word from staying anywhere in the store, and the store from losing anything else by it, wherever the process is killed.
/// </summary>
public sealed class ForgetVerbTests : IDisposable
{
    private const string Secret = "zanzibar";

    private readonly TemporaryFolder _folder = new();

    private string Store => Path.Combine(_folder.Path, "store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_word_is_nowhere_and_the_store_is_sound_and_learns_on()
    {
        await MakeStoreAsync();
        Assert.NotEmpty(HoldersOf(Secret));
        var words = await CountsAsync();
        var result = await RunAsync("forget", "Zanzibar!", "--json");
        Assert.True(result.Code == ExitCode.Success, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var word = Assert.Single(json.RootElement.GetProperty("words").EnumerateArray());
        Assert.Equal((Secret, 400, 800), (word.GetProperty("word").GetString(), word.GetProperty("count").GetDouble(), word.GetProperty("journal").GetInt64()));
        Assert.Equal([1, 2, 3, 4], json.RootElement.GetProperty("removedGenerations").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(
            ["generation-0000000009", "00000000000000000000.journal", "00000000000000000000.journal.reason.txt"],
            json.RootElement.GetProperty("removedQuarantine").EnumerateArray().Select(name => name.GetString()));
        Assert.Empty(HoldersOf(Secret));
        Assert.Contains("is not in the vocabulary", (await RunAsync("nn", Secret)).Error);
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);
        Assert.True(File.Exists(Path.Combine(Store, "quarantine", "source-0000000000000001.json")));

        words.Remove(Secret);
        Assert.Equal(words, await CountsAsync());

        // The tail that was behind the generation is learned without it: 400 lines of six words.
        await LearnAsync("");
        var learned = await CountsAsync();
        Assert.DoesNotContain(Secret, learned.Keys);
        Assert.Equal(words["red"] + 400, learned["red"]);
        Assert.Empty(HoldersOf(Secret));

        // The free row goes to the next newcomer, and the word itself is a word like any other.
        await LearnAsync(string.Concat(Enumerable.Repeat("red newcomer zanzibar\n", 2000)));
        learned = await CountsAsync();
        Assert.InRange(learned["newcomer"], 1900, 2000);
        Assert.InRange(learned[Secret], 1900, 2000);
        Assert.Equal(words["red"] + 2400, learned["red"]);
        Assert.DoesNotContain("", learned.Keys);
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);
    }

    [Theory]
    [InlineData("train", "ns+hs")]
    [InlineData("train", "softmax")]
    [InlineData("import", "")]
    public async Task Stores_of_other_verbs_forget_too(string verb, string objective)
    {
        var text = _folder.Write("text.txt", verb == "train" ? TextOf(0) : "2 3\nzanzibar 1 0 0\nred 0 1 0\n");
        var made = await RunAsync(verb == "train"
            ? ["train", text, "--objective", objective, "--dim", "8", "--passes", "1", "--threads", "1", "--tokenizer", "unicode"]
            : ["import", text]);
        Assert.True(made.Code == ExitCode.Success, made.Error);
        var result = await RunAsync("forget", Secret);
        Assert.True(result.Code == ExitCode.Success, result.Error);
        Assert.Contains("generation 2 is the newest now and without them\ndeleted: generations 1\n", result.Output);
        Assert.Empty(HoldersOf(Secret));
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);
        await LearnAsync(string.Concat(Enumerable.Repeat("red fresh\n", 5000)));
        Assert.InRange((await CountsAsync())["fresh"], 4900, 5000);
    }

    [Fact]
    public async Task A_word_that_is_only_in_the_journal_is_forgotten_too()
    {
        await LearnAsync(TextOf(0) + "onlyonce here\n");
        var result = await RunAsync("forget", "ONLYONCE");
        Assert.True(result.Code == ExitCode.Success, result.Error);
        Assert.Matches("onlyonce +- +- +0 +1\n", result.Output);
        Assert.Empty(HoldersOf("onlyonce"));
    }

    [Fact]
    public async Task A_word_that_is_nowhere_changes_nothing()
    {
        await MakeStoreAsync(rollback: false);
        var before = Snapshot();
        var result = await RunAsync("forget", "zanzibr");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("nearest spellings: zanzibar", result.Error);
        Assert.Equal(ExitCode.Failed, (await RunAsync("forget", Secret, "zanzibr")).Code);
        Assert.Contains("is 2 words by the store's tokenizer", (await RunAsync("forget", "new-york")).Error);
        Assert.Contains("no word by the store's tokenizer", (await RunAsync("forget", "!!")).Error);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task Phrases_with_the_word_are_forgotten_and_the_others_stay()
    {
        var text = string.Concat(Enumerable.Range(0, 2000).Select(i => $"w{i % 7} hong kong w{i % 11} saint {Secret} w{i % 13}\n"));
        await LearnAsync(text, "--phrases");
        var words = await CountsAsync();
        Assert.True(words["hong_kong"] > 1000 && words[$"saint_{Secret}"] > 1000);
        var result = await RunAsync("forget", Secret);
        Assert.True(result.Code == ExitCode.Success, result.Error);
        Assert.Contains($"saint_{Secret} ", result.Output);
        Assert.Empty(HoldersOf(Secret));
        var left = await CountsAsync();
        Assert.Equal(words.Keys.Where(word => !word.Contains(Secret, StringComparison.Ordinal)).Order(), left.Keys.Order());

        // Without asking for it again the store goes on with phrases, and with those that stay.
        await LearnAsync("hong kong saint\n");
        Assert.Equal(left["hong_kong"] + 1, (await CountsAsync())["hong_kong"]);
        await LearnAsync("hong kong saint\n", "--phrases", "false");
        var off = await CountsAsync();
        Assert.Equal((left["hong_kong"] + 1, left["kong"] + 2), (off["hong_kong"], off["kong"]));
        await LearnAsync("hong kong saint\n", "--phrases");
        Assert.Equal(left["hong_kong"] + 2, (await CountsAsync())["hong_kong"]);
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);
    }

    [Fact]
    public async Task A_store_that_is_being_written_is_left_alone()
    {
        await LearnAsync(TextOf(0));
        using var writer = StoreFolder.OpenForWriting(Store, seedIfNew: 1);
        Assert.Equal(ExitCode.Locked, (await RunAsync("forget", Secret)).Code);
    }

    [Fact]
    public async Task Killed_at_any_change_it_is_finished_by_doing_it_again()
    {
        await MakeStoreAsync();
        var original = Path.Combine(_folder.Path, "original");
        Directory.Move(Store, original);
        var whole = await OutcomeAsync(original, int.MaxValue);
        Assert.InRange(whole.Changes, 60, 2000);
        for (var stopAt = 0; stopAt < whole.Changes; stopAt++)
        {
            var interrupted = await OutcomeAsync(original, stopAt);
            Assert.True(whole.Rows.AsSpan().SequenceEqual(interrupted.Rows), $"killed before change {stopAt}: other rows");
            Assert.True(whole.Words == interrupted.Words, $"killed before change {stopAt}: {interrupted.Words}");
        }
    }

    /// <summary>Forgets, killed before a change, then again to the end, and learns what is left: the store must not tell the difference.</summary>
    private async Task<(int Changes, byte[] Rows, string Words)> OutcomeAsync(string original, int stopAt)
    {
        Copy(original, Store);
        var storage = new RecordingStorage();
        var killed = false;
        storage.BeforeChange = change =>
        {
            killed |= storage.Changes.Count >= stopAt;
            if (killed)
            {
                throw new StorageException(change.Split(' ')[0], change, 5);
            }
        };
        var verbs = VerbCommands.All.Select(verb => verb is ForgetCommand ? new ForgetCommand(storage) : verb).ToList();
        var first = await new TestConsole { Verbs = verbs }.RunAsync("forget", Secret, "--store", Store);

        // The last change of all is the journal's idle mark, which may be missing.
        Assert.True(first.Code == ExitCode.Success || (killed && first.Code == ExitCode.InputOutput), first.Error);
        if (killed)
        {
            Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);

            // Opening removes what was being deleted; where nothing is left to find, it is done.
            var again = await RunAsync("forget", Secret);
            Assert.True(again.Code == ExitCode.Success || (again.Code == ExitCode.Failed && again.Error.Contains("not in the vocabulary", StringComparison.Ordinal)), again.Error);
        }

        Assert.Empty(HoldersOf(Secret));
        Assert.False(Directory.Exists(Path.Combine(Store, "quarantine", "generation-0000000009")));
        await LearnAsync("");
        var words = string.Join(" ", (await CountsAsync()).Select(word => $"{word.Key}={word.Value}"));
        using var store = StoreFolder.OpenForReading(Store);
        var rows = store.OpenNewest()!.ReadFile("input.npy");
        return (storage.Changes.Count, rows, words);
    }

    private static string TextOf(int part) => string.Concat(Enumerable.Range(0, 400).Select(i => $"Red green, Zanzibar! blue{part} one{i % 7} two{i % 11}\n"));

    /// <summary>Two parts learned, the second rolled back so that it waits in the journal, and the word in quarantine and in what was set aside.</summary>
    private async Task MakeStoreAsync(bool rollback = true)
    {
        await LearnAsync(TextOf(0));
        await LearnAsync(TextOf(1));
        if (!rollback)
        {
            return;
        }

        using (var store = StoreFolder.OpenForReading(Store))
        {
            var before = store.GenerationNumbers.First(number => store.OpenGeneration(number).Manifest.Tokens is >= 2400 and < 4800);
            var last = store.GenerationNumbers.Where(number => store.OpenGeneration(number).Manifest.Tokens < 4800).Max();
            Assert.True(before <= last);
            Assert.Equal(ExitCode.Success, (await RunAsync("rollback", $"{last}")).Code);
        }

        var quarantine = Directory.CreateDirectory(Path.Combine(Store, "quarantine")).FullName;
        Copy(Path.Combine(Store, "generations", "0000000002"), Path.Combine(quarantine, "generation-0000000009"));
        File.Copy(Directory.GetFiles(Path.Combine(Store, "journal"))[0], Path.Combine(quarantine, "00000000000000000000.journal"));
        await File.WriteAllTextAsync(Path.Combine(quarantine, "00000000000000000000.journal.reason.txt"), "zanzibar was damaged\n");
        await File.WriteAllTextAsync(Path.Combine(quarantine, "source-0000000000000001.json"), "{}");
    }

    private async Task LearnAsync(string text, params string[] more)
    {
        using StringWriter output = new(), error = new();
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) };
        string[] options = Directory.Exists(Store) ? [] : ["--tokenizer", "unicode", "--dim", "8", "--objective", "ns+hs"];
        var code = await Application.RunAsync(["run", "--store", Store, "--threads", "1", "--keep-generations", "20", "--max-vocab", "200", .. options, .. more], context);
        Assert.True(code == ExitCode.Success, error.ToString());
    }

    private async Task<SortedDictionary<string, double>> CountsAsync()
    {
        using var json = JsonDocument.Parse((await RunAsync("vocab", "--top", "10000", "--json")).Output);
        return new(
            json.RootElement.EnumerateArray().ToDictionary(word => word.GetProperty("word").GetString()!, word => word.GetProperty("count").GetDouble()),
            StringComparer.Ordinal);
    }

    private Task<ConsoleResult> RunAsync(params string[] arguments) => new TestConsole().RunAsync([.. arguments, "--store", Store]);

    /// <summary>The files in which the word stands, whatever its case: as bytes, in a record of the journal, or in a block of the sketch.</summary>
    private List<string> HoldersOf(string word)
    {
        var holders = new List<string>();
        foreach (var path in Directory.GetFiles(Store, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (Encoding.Latin1.GetString(bytes).Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                holders.Add(path);
            }
        }

        using var reader = JournalReader.Open(PosixStorage.Instance, Path.Combine(Store, "journal"), FirstSequence());
        while (reader.TryRead(out var record))
        {
            if (Encoding.UTF8.GetString(record.Payload.Span).Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                holders.Add($"record {record.Sequence}");
            }
        }

        return holders;
    }

    private long FirstSequence() => Directory.GetFiles(Path.Combine(Store, "journal")).Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), null))
        .DefaultIfEmpty(0).Min();

    private string Snapshot() => string.Join('\n', Directory.GetFiles(Store, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(path => Path.GetFileName(path) != "LOCK")
        .Select(path => $"{path} {Crc32C.Compute(File.ReadAllBytes(path)):x8}"));

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
