using System.Text;
using System.Text.Json;
using StreamW2V.Host.CommandLine;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>Prevents a verb from answering otherwise, or not at all, once the generation it is asked about is in the archive.</summary>
public sealed class ArchiveVerbTests : IDisposable
{
    private static readonly string[][] Questions =
    [
        ["nn", "red"], ["analogy", "red", "green", "blue"], ["similarity", "red", "green"], ["vector", "red"], ["vocab", "--top", "50"], ["nn", "red", "--vectors", "output"],
        ["eval", "--periodic"],
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly CalendarTime _time = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    private string Store => Path.Combine(_folder.Path, "store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_verb_answers_from_the_archive_what_it_answered_before()
    {
        var answers = await LearnAsync();
        long[] archived = Archived();
        Assert.InRange(archived.Length, 3, 6);
        foreach (var number in archived)
        {
            Assert.Equal(answers[number], await AskAllAsync(number));
        }

        var listed = (await JsonAsync("generations")).RootElement.EnumerateArray().Where(one => one.GetProperty("archived").GetBoolean()).ToArray();
        Assert.Equal(archived, listed.Select(one => one.GetProperty("generation").GetInt64()));
        Assert.All(listed, one => Assert.InRange(one.GetProperty("ratio").GetDouble(), 0.01, 1));
        Assert.Equal(0, listed[0].GetProperty("base").GetInt64());
        Assert.Contains($"% of its size, needs {archived[0]}", (await RunAsync("generations")).Output);
        var status = (await JsonAsync("status")).RootElement;
        Assert.Equal(archived.Length, status.GetProperty("archived").GetInt32());
        Assert.InRange(status.GetProperty("archiveBytes").GetInt64(), 1000, 10_000_000);
        Assert.Equal((ExitCode.Success, $"store {Store} is sound\n"), (await RunAsync("fsck") is var sound ? (sound.Code, sound.Output) : default));

        var drift = (await JsonAsync("drift", "--from", $"{archived[0]}", "--to", $"{archived[^1]}", "--min-count", "1")).RootElement;
        Assert.Equal((archived[0], archived[^1]), (drift.GetProperty("from").GetInt64(), drift.GetProperty("to").GetInt64()));
        Assert.NotEqual(0, drift.GetProperty("compared").GetInt32());
        Assert.Equal(archived[0], (await JsonAsync("drift", "--min-count", "1")).RootElement.GetProperty("from").GetInt64());
        Assert.Equal(ExitCode.Success, (await RunAsync("vocab", "--new-since", $"{archived[0]}")).Code);
        Assert.Equal(ExitCode.Failed, (await RunAsync("nn", "red", "--generation", "77")).Code);
    }

    [Fact]
    public async Task A_rollback_behind_the_journal_says_so_first_and_is_done_in_one_go_if_asked_for()
    {
        var answers = await LearnAsync();
        var number = Archived()[1];
        TrimJournal();
        var before = Directory.GetFiles(Store, "*", SearchOption.AllDirectories).Order().ToArray();
        var refused = await RunAsync("rollback", $"{number}");
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.Contains("Nothing was changed. To go back all the same", refused.Error);
        Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(before, Directory.GetFiles(Store, "*", SearchOption.AllDirectories).Order());

        var done = await RunAsync("rollback", $"{number}", "--set-journal-aside", "--json");
        Assert.True(done.Code == ExitCode.Success, done.Error);
        using (var json = JsonDocument.Parse(done.Output))
        {
            Assert.NotEqual(0, json.RootElement.GetProperty("journal").GetArrayLength());
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Store, "quarantine"), "*.journal"));
        Assert.Equal(answers[number], await AskAllAsync(number));
        using (var store = StoreFolder.OpenForReading(Store))
        {
            Assert.Equal([number], store.GenerationNumbers);
        }

        await LearnAsync(Text(20));
        using var status = await JsonAsync("status");
        Assert.True(status.RootElement.GetProperty("generation").GetInt64() > answers.Keys.Max());
        Assert.Equal(ExitCode.Success, (await RunAsync("fsck")).Code);
    }

    [Fact]
    public async Task Forget_removes_words_from_the_archive_too()
    {
        await LearnAsync();
        long[] archived = Archived();
        var result = await RunAsync("forget", "red", "--json");
        Assert.True(result.Code == ExitCode.Success, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Subset(json.RootElement.GetProperty("removedGenerations").EnumerateArray().Select(one => one.GetInt64()).ToHashSet(), archived.ToHashSet());
        Assert.Empty(Archived());
        Assert.Empty(Directory.GetFiles(Path.Combine(Store, "archive")));
    }

    [Fact]
    public async Task A_word_that_only_the_archive_has_can_be_forgotten()
    {
        await LearnAsync();
        var archive = Path.Combine(Store, "archive");
        var kept = Path.Combine(_folder.Path, "kept");
        Directory.Move(archive, kept);
        Assert.Equal(ExitCode.Success, (await RunAsync("forget", "red")).Code);

        // As if the process had been killed before the archive was removed.
        Directory.Move(kept, archive);
        Assert.Equal(ExitCode.Success, (await RunAsync("forget", "red")).Code);
        Assert.Empty(Directory.GetFiles(archive));
        Assert.Equal(ExitCode.Failed, (await RunAsync("forget", "red")).Code);
    }

    [Fact]
    public async Task Going_on_with_other_arithmetic_is_said_once()
    {
        await LearnAsync(Text(0));
        Assert.DoesNotContain("differs in its last bits", await LearnAsync(Text(1)));
        Assert.Contains("fma threads 1, this process computes with", await LearnAsync(Text(2), "--threads", "2"));
    }

    /// <summary>Learns seven hours of text, a run an hour, and returns what was answered about the newest generation after each of them.</summary>
    private async Task<SortedDictionary<long, string>> LearnAsync()
    {
        var answers = new SortedDictionary<long, string>();
        for (var hour = 0; hour < 7; hour++)
        {
            await LearnAsync(Text(hour), "--keep-hourly", "7");
            using var store = StoreFolder.OpenForReading(Store);
            answers[store.GenerationNumbers[^1]] = await AskAllAsync(store.GenerationNumbers[^1]);
            _time.Now += TimeSpan.FromHours(1);
        }

        return answers;
    }

    private async Task<string> LearnAsync(string text, params string[] more)
    {
        using StringWriter output = new(), error = new();
        var context = new TestConsole { InputIsPiped = true }.Context(output, error) with { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(text)), Time = _time };
        string[] options = Directory.Exists(Store) ? [] : ["--dim", "20", "--max-vocab", "200", "--min-count", "1"];
        string[] threads = more.Contains("--threads") ? [] : ["--threads", "1"];
        var code = await Application.RunAsync(["run", "--store", Store, .. threads, .. options, .. more], context);
        Assert.True(code == ExitCode.Success, error.ToString());
        return error.ToString();
    }

    private static string Text(int hour)
    {
        string[] words = ["red", "green", "blue", "yellow", "black", "white", $"newcomer{hour}"];
        return string.Concat(Enumerable.Range(0, 400).Select(i => string.Join(' ', words.Select((_, j) => words[(i * (j + 2 + hour)) % words.Length])) + "\n"));
    }

    private async Task<string> AskAllAsync(long number)
    {
        var answers = new StringBuilder();
        foreach (var question in Questions)
        {
            var answer = await RunAsync([.. question, "--generation", $"{number}", "--json"]);
            Assert.True(answer.Code == ExitCode.Success, answer.Error);
            answers.AppendLine(answer.Output);
        }

        var exported = Path.Combine(_folder.Path, "vectors.txt");
        Assert.Equal(ExitCode.Success, (await RunAsync("export", "--format", "word2vec-text", "-o", exported, "--generation", $"{number}")).Code);
        return answers.Append(await File.ReadAllTextAsync(exported)).ToString();
    }

    /// <summary>Leaves of the journal what a long one would have left: nothing before the newest generation.</summary>
    private void TrimJournal()
    {
        using var store = StoreFolder.OpenForReading(Store);
        foreach (var segment in Directory.GetFiles(store.JournalPath))
        {
            File.Delete(segment);
        }

        using var writer = JournalWriter.Open(
            PosixStorage.Instance, store.JournalPath, new JournalOptions(), TimeProvider.System, store.OpenNewest()!.Manifest.Journal.Sequence);
        writer.Append(RecordKind.Text, 1, 0, 4, 0, "red\n"u8);
        writer.Sync();
    }

    private long[] Archived()
    {
        using var store = StoreFolder.OpenForReading(Store);
        return [.. store.ArchivedNumbers];
    }

    private async Task<JsonDocument> JsonAsync(params string[] arguments) => JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).Output);

    private Task<ConsoleResult> RunAsync(params string[] arguments) => new TestConsole().RunAsync([.. arguments, "--store", Store]);

    private sealed class CalendarTime(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
