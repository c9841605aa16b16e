using System.Text;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Streams;

/// <summary>Prevents a pipe from being learned in part or twice, whether it ends, is stopped, or runs beside a folder.</summary>
public sealed class StandardInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("streamw2v-pipe-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pipe_is_learned_to_its_end_and_then_answers()
    {
        var store = _folder.At("store");
        var text = TopicText.Write(2_500_000, seed: 1);
        string[] arguments = ["run", "--store", store, "--dim", "32", "--alpha", "0.05", "--json"];
        var result = (await Launch.RunAsync(text.Bytes, arguments)).Succeeded().Json;
        Assert.All(["words", "seconds", "wordsPerSecond", "loss", "generation", "prequentialLoss", "outOfVocabulary"], name => Assert.True(result.TryGetProperty(name, out _), name));
        Assert.Equal(StoreState.Newest(store)!.Generation, result.GetProperty("generation").GetInt64());
        Assert.InRange(result.GetProperty("words").GetInt64(), text.Tokens * 9 / 10, text.Tokens);
        Assert.Equal(text.Tokens, StoreState.Tokens(store));
        TopicText.AssertSameTopic("sea2", await Neighbors.WordsAsync(store, "sea2"));
        TopicText.AssertSameTopic("court1", await Neighbors.WordsAsync(store, "court1"));
    }

    [Fact]
    public async Task A_last_line_without_line_end_is_learned()
    {
        var store = _folder.At("store");
        (await Launch.RunAsync(Encoding.UTF8.GetBytes("one two three\nfour five"), "run", "--stdin", "--store", store)).Succeeded();
        Assert.Equal(5, StoreState.Tokens(store));
    }

    [Fact]
    public async Task An_empty_pipe_is_no_failure_and_makes_an_empty_store()
    {
        var store = _folder.At("store");
        var result = (await Launch.RunAsync("run", "--store", store, "--json")).Succeeded().Json;
        Assert.Equal(0, result.GetProperty("words").GetInt64());
        Assert.Equal(0, (await Launch.RunAsync("status", "--json", "--store", store)).Succeeded().Json.GetProperty("words").GetInt64());
    }

    [Fact]
    public async Task A_pipe_and_a_folder_are_learned_together()
    {
        var (store, watched) = (_folder.At("store"), _folder.Folder("watched"));
        var (piped, filed) = (TopicText.Write(300_000, seed: 2, part: 0), TopicText.Write(300_000, seed: 2, part: 1));
        File.WriteAllBytes(Path.Combine(watched, "filed.txt"), filed.Bytes);
        using var program = Launch.Start(
            "run", "--stdin", "--watch", watched, "--store", store, "--dim", "16",
            "--checkpoint-every", "100ms", "--scan-interval", "20ms");
        await program.WriteAsync(piped.Bytes);
        program.Input.Close();
        var tokens = piped.Tokens + filed.Tokens;
        await Deadline.Until(() => StoreState.Tokens(store) == tokens, "the pipe and the file to be learned", program);

        // The end of the pipe is not the end: a folder is watched.
        var late = TopicText.Write(100_000, seed: 2, part: 2);
        File.WriteAllBytes(Path.Combine(watched, "late.txt"), late.Bytes);
        await Deadline.Until(() => StoreState.Tokens(store) == tokens + late.Tokens, "the late file to be learned", program);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
    }

    [Fact]
    public async Task What_comes_through_a_pipe_with_a_name_while_the_program_stops_waits_for_the_next_one()
    {
        var (store, pipe) = (_folder.At("store"), _folder.At("pipe"));
        Tools.Run("mkfifo", pipe);
        using var both = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var written = 0;
        void Write()
        {
            both.Write("one two three\n"u8);
            written++;
        }

        string[] arguments = ["run", "--stdin", "--store", store, "--min-count", "1", "--dim", "16"];
        using (var program = Launch.StartUnder(["sh", "-c", "exec \"$@\" <\"$0\"", pipe], [.. arguments, "--checkpoint-every", "100ms"]))
        {
            Write();
            await Deadline.Until(() => StoreState.Tokens(store) > 0, "the first line to be learned", program);
            Signal.SendIfThere(program.Id, Signal.Terminate);
            while (!program.HasExited)
            {
                Write();
                await Task.Delay(5);
            }

            (await program.ExitAsync()).Succeeded();
        }

        both.Write("\n"u8);
        var left = 0;
        while (both.ReadByte() is var first && first != '\n')
        {
            left++;
            while (both.ReadByte() != '\n')
            {
            }
        }

        (await Launch.RunAsync(arguments)).Succeeded();
        Assert.True(left > 0);
        Assert.Equal(3L * (written - left), StoreState.Tokens(store));
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Interrupt)]
    public async Task A_signal_commits_what_was_learned_and_the_next_start_repeats_nothing(int signal)
    {
        var store = _folder.At("store");
        var (first, second) = (TopicText.Write(400_000, seed: 3, part: 0), TopicText.Write(200_000, seed: 3, part: 1));
        string[] arguments = ["run", "--store", store, "--dim", "16", "--json"];

        // A test started in the background of a shell ignores SIGINT, and so would what it starts.
        using (var program = Launch.StartUnder(["env", "--default-signal=INT"], arguments))
        {
            await program.StartedAsync();
            await program.WriteAsync(first.Bytes);
            await Deadline.Until(() => StoreState.AcceptedBytes(store) == first.Bytes.Length, "the pipe to be accepted", program);
            var stopped = (await program.EndByAsync(signal)).Succeeded();
            Assert.Equal(StoreState.Newest(store)!.Generation, stopped.Json.GetProperty("generation").GetInt64());
        }

        Assert.InRange(StoreState.Tokens(store), 1, first.Tokens);
        var result = (await Launch.RunAsync(second.Bytes, arguments)).Succeeded().Json;
        Assert.Equal(StoreState.Newest(store)!.Generation, result.GetProperty("generation").GetInt64());
        var status = (await Launch.RunAsync("status", "--json", "--store", store)).Succeeded().Json;
        Assert.Equal(first.Tokens + second.Tokens, status.GetProperty("words").GetInt64());
        Assert.Equal(0, status.GetProperty("lagBytes").GetInt64());
    }

    [Fact]
    public async Task A_signal_in_the_middle_of_a_pipe_keeps_a_prefix_of_whole_lines()
    {
        var store = _folder.At("store");
        var text = TopicText.Write(1_000_000, seed: 4);
        string[] arguments = ["run", "--store", store, "--dim", "16", "--checkpoint-every", "100ms"];
        using (var program = Launch.Start(arguments))
        {
            var writing = WriteWithoutEndAsync(program, text.Bytes);
            await Deadline.Until(() => StoreState.Tokens(store) > 0, "a first generation", program);
            (await program.EndByAsync(Signal.Terminate)).Succeeded();
            await Assert.ThrowsAnyAsync<IOException>(() => writing);
        }

        // What was accepted and not learned yet is in the journal, and learned by the next start alone.
        (await Launch.RunAsync(arguments)).Succeeded();
        var tokens = StoreState.Tokens(store);
        Assert.Contains(tokens % text.Tokens, TokensAtLineEnds(text.Bytes));
        (await Launch.RunAsync(arguments)).Succeeded();
        Assert.Equal(tokens, StoreState.Tokens(store));
    }

    private static async Task WriteWithoutEndAsync(LiveProgram program, byte[] text)
    {
        while (true)
        {
            await program.WriteAsync(text);
        }
    }

    private static HashSet<long> TokensAtLineEnds(byte[] text)
    {
        var ends = new HashSet<long> { 0 };
        var tokens = 0L;
        foreach (var value in text)
        {
            tokens += value is (byte)' ' or (byte)'\n' ? 1 : 0;
            if (value == '\n')
            {
                ends.Add(tokens);
            }
        }

        return ends;
    }
}
