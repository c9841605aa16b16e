using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Faults;

/// <summary>Prevents text that is legal but strange from ending the program, filling its memory, or leaving words nobody wrote.</summary>
public sealed class StrangeTextTests : IDisposable
{
    private const int LongLine = 100_000_000;
    private const long MemoryLimit = 512L << 20;

    private readonly TemporaryFolder _folder = new("streamw2v-strange-");
    private readonly string _store;

    public StrangeTextTests() => _store = _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Invalid_bytes_become_replacement_characters_and_the_rest_of_the_line_is_learned()
    {
        byte[] line = [.. "left caf"u8, 0xE9, .. " w"u8, 0xC3, 0xB6, .. "rld "u8, 0xFF, 0xFE, .. " right\n"u8];
        var file = _folder.Write("latin1.txt", [.. Enumerable.Repeat(line, 10).SelectMany(bytes => bytes)]);
        (await Launch.RunAsync("train", file, "--store", _store)).Succeeded();
        Assert.Equal(["caf\uFFFD", "left", "right", "wörld", "\uFFFD\uFFFD"], await WordsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_order_mark_is_no_part_of_the_first_word(bool utf16)
    {
        Encoding encoding = utf16
            ? new UnicodeEncoding(bigEndian: false, byteOrderMark: true)
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(string.Concat(Enumerable.Repeat("grün blau\n", 10)))];
        (await Launch.RunAsync("train", _folder.Write("bom.txt", bytes), "--store", _store)).Succeeded();
        Assert.Equal(["blau", "grün"], await WordsAsync());
    }

    [Fact]
    public async Task A_line_of_a_hundred_megabytes_is_cut_in_bounded_memory_by_train()
    {
        var file = _folder.At("long.txt.gz");
        await using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            await WriteLongLineAsync(gzip);
        }

        using var program = Launch.StartDaemon("train", file, "--passes", "1", "--store", _store);
        Assert.InRange(await PeakMemoryAsync(program), 1, MemoryLimit);
        (await program.ExitAsync()).Succeeded();
        Assert.Equal(["first", "last", "long", "word"], await WordsAsync());
    }

    [Fact]
    public async Task A_line_of_a_hundred_megabytes_is_cut_in_bounded_memory_by_run()
    {
        using var program = Launch.Start("run", "--stdin", "--store", _store);
        var peak = PeakMemoryAsync(program);
        await WriteLongLineAsync(program.Input);
        program.Input.Close();
        Assert.InRange(await peak, 1, MemoryLimit);
        (await program.ExitAsync()).Succeeded();

        // 1 MiB of the line is learned, and every line around it.
        var kept = (1 << 20) / 10 * 2;
        Assert.InRange(StoreState.Tokens(_store), kept + 40 - 2, kept + 40 + 2);
    }

    [Fact]
    public async Task One_distinct_word_makes_a_store_without_neighbors()
    {
        var file = _folder.Write("one.txt", string.Concat(Enumerable.Repeat("again again again\n", 20)));
        foreach (var objective in (string[])["ns", "hs", "ns+hs", "softmax"])
        {
            var store = _folder.At("store-" + objective);
            (await Launch.RunAsync("train", file, "--objective", objective, "--store", store)).Succeeded();
            Assert.Empty(await Neighbors.OfAsync(store, "again"));
            var more = "again again other other other other other\n"u8.ToArray();
            (await Launch.RunAsync(more, "run", "--max-vocab", "1000", "--store", store)).Succeeded();
            (await Launch.RunAsync("fsck", "--store", store)).Succeeded();
        }
    }

    [Fact]
    public async Task A_stream_in_which_no_word_is_frequent_enough_is_remembered_for_later()
    {
        var line = Encoding.UTF8.GetBytes("seldom heard words\n");
        for (var sighting = 1; sighting <= 4; sighting++)
        {
            (await Launch.RunAsync(line, "run", "--store", _store)).Succeeded();
            Assert.Equal(0, StoreState.Newest(_store)!.Vocabulary);
        }

        // Admission happens at edges of thousands of tokens, so the fifth sighting comes with other text.
        var more = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("much more text follows here\n", 2000)));
        (await Launch.RunAsync((byte[])[.. line, .. more], "run", "--store", _store)).Succeeded();
        Assert.Equal(["follows", "heard", "here", "more", "much", "seldom", "text", "words"], await WordsAsync());
    }

    [Fact]
    public async Task A_binary_file_in_a_watched_folder_is_set_aside_with_the_reason_and_the_others_are_learned()
    {
        var watched = _folder.Folder("watched");
        File.WriteAllBytes(Path.Combine(watched, "core"), [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i / 7))]);
        File.WriteAllText(Path.Combine(watched, "text.log"), "plain words\n");
        using var program = Launch.StartDaemon(
            "run", "--watch", watched, "--store", _store, "--checkpoint-every", "100ms", "--scan-interval", "20ms");
        await program.LineAsync("core");
        await Deadline.Until(() => StoreState.Tokens(_store) == 2, "the text to be learned", program);
        (await program.EndByAsync(Signal.Terminate)).Succeeded();
        var note = Assert.Single(Directory.GetFiles(Path.Combine(_store, "quarantine")));
        Assert.Contains(Path.Combine(watched, "core"), File.ReadAllText(note), StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> WordsAsync()
    {
        var words = (await Launch.RunAsync("vocab", "--top", "1000", "--json", "--store", _store)).Succeeded().Json;
        return words.EnumerateArray().Select(one => one.GetProperty("word").GetString()!).Order(StringComparer.Ordinal);
    }

    private static async Task WriteLongLineAsync(Stream stream)
    {
        var around = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("first last\n", 10)));
        var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("long word ", 10_000)));
        await stream.WriteAsync(around);
        for (var written = 0; written < LongLine; written += chunk.Length)
        {
            await stream.WriteAsync(chunk);
        }

        await stream.WriteAsync("\n"u8.ToArray());
        await stream.WriteAsync(around);
    }

    /// <summary>Largest resident memory of the program until it ends, as the kernel keeps it.</summary>
    private static async Task<long> PeakMemoryAsync(LiveProgram program)
    {
        var peak = 0L;
        while (!program.HasExited)
        {
            try
            {
                var lines = File.ReadLines($"/proc/{program.Id}/status");
                foreach (var line in lines.Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)))
                {
                    // VmHWM:     64940 kB
                    peak = Math.Max(peak, long.Parse(line.AsSpan(6, line.Length - 8).Trim(), CultureInfo.InvariantCulture) << 10);
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }

            await Task.Delay(5);
        }

        return peak;
    }
}
