using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Streams;

/// <summary>Prevents a daemon from missing files or learning them twice, and from locking readers out or a second daemon in.</summary>
public sealed class WatchedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("streamw2v-watch-");
    private readonly string _store;
    private readonly string _watched;
    private readonly string[] _arguments;

    public WatchedFolderTests()
    {
        (_store, _watched) = (_folder.At("store"), _folder.Folder("watched"));
        _arguments =
        [
            "run", "--watch", _watched, "--store", _store, "--dim", "32", "--alpha", "0.05", "--json",
            "--checkpoint-every", "100ms", "--scan-interval", "20ms",
        ];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_that_are_there_that_appear_that_grow_and_that_are_compressed_are_learned_once()
    {
        var parts = Enumerable.Range(0, 5).Select(part => TopicText.Write(400_000, seed: 5, part)).ToArray();
        var expected = 0L;
        File.WriteAllBytes(At("present.log"), parts[0].Bytes);
        using var program = Launch.StartDaemon(_arguments);
        await LearnedAsync(program, expected += parts[0].Tokens);

        File.WriteAllBytes(At("appearing.log"), parts[1].Bytes);
        await LearnedAsync(program, expected += parts[1].Tokens);

        await AppendAsync("present.log", parts[2].Bytes);
        await LearnedAsync(program, expected += parts[2].Tokens);

        // Moved in as a whole, as whoever compresses a log does.
        File.Move(_folder.Write("staged.gz", Gzip.Compress(parts[3].Bytes)), At("compressed.log.gz"));
        await LearnedAsync(program, expected += parts[3].Tokens);

        // A line that is written in pieces is one line; nothing of it is learned before its end is there. A file that stands still for ten
        // seconds would count as finished, so on a slow machine the line goes on meanwhile.
        await AppendAsync("appearing.log", "sea1 sea2 se"u8.ToArray());
        File.WriteAllBytes(At("later.log"), parts[4].Bytes);
        var later = LearnedAsync(program, expected += parts[4].Tokens);
        while (await Task.WhenAny(later, Task.Delay(500)) != later)
        {
            await AppendAsync("appearing.log", "e"u8.ToArray());
        }

        await later;
        Assert.Equal(expected, StoreState.Tokens(_store));
        await AppendAsync("appearing.log", "a3 sea4\n"u8.ToArray());
        await LearnedAsync(program, expected += 4);

        Directory.CreateDirectory(At("below"));
        File.Move(At("later.log"), At("below/renamed.log"));
        File.WriteAllText(At("below/new.log"), "farm1 farm2\n");
        await LearnedAsync(program, expected += 2);

        var ended = (await program.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(expected, StoreState.Tokens(_store));
        Assert.Equal(StoreState.Newest(_store)!.Generation, ended.Json.GetProperty("generation").GetInt64());

        // A second life finds nothing new in any of the files.
        using var again = Launch.StartDaemon(_arguments);
        File.WriteAllText(At("last.log"), "court1 court2 court3\n");
        await LearnedAsync(again, expected + 3);
        (await again.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(expected + 3, StoreState.Tokens(_store));
    }

    [Fact]
    public async Task Queries_answer_beside_a_daemon_and_a_second_writer_is_told_its_process()
    {
        var text = TopicText.Write(2_500_000, seed: 6);
        File.WriteAllBytes(At("text.log"), text.Bytes);
        using var program = Launch.StartDaemon(_arguments);
        await LearnedAsync(program, text.Tokens);

        TopicText.AssertSameTopic("war2", await Neighbors.WordsAsync(_store, "war2"));
        var status = (await Launch.RunAsync("status", "--json", "--store", _store)).Succeeded().Json;
        Assert.Equal((text.Tokens, 0), (status.GetProperty("words").GetInt64(), status.GetProperty("lagBytes").GetInt64()));
        (await Launch.RunAsync("generations", "--store", _store)).Succeeded();
        (await Launch.RunAsync("fsck", "--store", _store)).Succeeded();

        string[][] writers =
        [
            _arguments,
            ["train", At("text.log"), "--store", _store],
            ["rollback", "1", "--store", _store],
            ["fsck", "--repair", "--store", _store],
        ];
        foreach (var writer in writers)
        {
            var refused = (await Launch.RunAsync(writer)).Failed(75);
            Assert.Contains($"process {program.Id}", refused, StringComparison.Ordinal);
        }

        // None of them disturbed the daemon.
        File.WriteAllText(At("more.log"), "sea1 sea2\n");
        await LearnedAsync(program, text.Tokens + 2);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
    }

    [Fact]
    public async Task Queries_never_fail_while_generations_come_and_go()
    {
        File.WriteAllBytes(At("text.log"), TopicText.Write(600_000, seed: 7).Bytes);
        using var program = Launch.StartDaemon(_arguments);
        await Deadline.Until(() => StoreState.Newest(_store) is { Vocabulary: > 600 }, "a generation with words", program);
        var first = StoreState.Newest(_store)!.Generation;
        var part = 1;
        for (var query = 0; query < 8; query++)
        {
            await AppendAsync("text.log", TopicText.Write(60_000, seed: 7, part++).Bytes);
            Assert.Equal(3, (await Neighbors.WordsAsync(_store, "sea1", count: 3)).Count);
        }

        Assert.True(StoreState.Newest(_store)!.Generation > first);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
    }

    [Fact]
    public async Task Stopped_again_and_again_a_daemon_learns_every_line_once()
    {
        var text = TopicText.Write(8_000_000, seed: 8);
        File.WriteAllBytes(At("text.log"), text.Bytes);
        for (var life = 0; life < 5; life++)
        {
            using var program = Launch.StartDaemon(_arguments);
            await program.StartedAsync();
            await Task.Delay(40 * life);
            (await program.EndByAsync(Signal.Terminate)).Succeeded();
        }

        using var last = Launch.StartDaemon(_arguments);
        await LearnedAsync(last, text.Tokens);
        (await last.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(text.Tokens, StoreState.Tokens(_store));
    }

    [Fact]
    public async Task A_folder_that_is_made_anew_is_watched_again()
    {
        File.WriteAllText(At("a.txt"), "a b c\n");
        using var program = Launch.StartDaemon(_arguments);
        await LearnedAsync(program, 3);
        Directory.Delete(_watched, recursive: true);
        await program.LineAsync("watching goes on");
        Directory.CreateDirectory(_watched);
        File.WriteAllText(At("b.txt"), "d e\n");
        await LearnedAsync(program, 5);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
        Assert.Equal(5, StoreState.Tokens(_store));
    }

    private string At(string name) => Path.Combine(_watched, name);

    private async Task AppendAsync(string name, byte[] bytes)
    {
        using var file = new FileStream(At(name), FileMode.Append);
        await file.WriteAsync(bytes);
    }

    private Task LearnedAsync(LiveProgram program, long tokens) =>
        Deadline.Until(() => StoreState.Tokens(_store) >= tokens, $"a generation with {tokens} tokens", program);
}
