using System.Diagnostics;
using System.Text;
using StreamW2V.Host.CommandLine;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Tests.Commands;

/// <summary>
/// Prevents verbs beside a writer that commits, archives and removes as fast as it can from failing with anything but "that generation is gone", and from answering
/// from half a generation.
/// </summary>
public sealed class BusyStoreTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verbs_beside_a_busy_writer_answer_or_say_that_the_generation_is_gone()
    {
        using var store = StoreFolder.OpenForWriting(Path, seedIfNew: 1);
        Commit(store);
        Commit(store);
        var start = Stopwatch.GetTimestamp();
        bool IsOver() => Stopwatch.GetElapsedTime(start) > Duration; // a timer would wait for a thread of the pool, and all processors are busy here
        string[][] questions =
        [
            ["nn", "queen"], ["nn", "queen", "--generation", "N"], ["vector", "king", "--generation", "N"], ["drift", "--min-count", "1"], ["drift", "--from", "N", "--min-count", "1"],
            ["generations"], ["status"], ["vocab", "--new-since", "N"],
        ];
        var readers = Enumerable.Range(0, 3).Select(one => Task.Factory.StartNew(() => AskAsync(questions, one, IsOver).GetAwaiter().GetResult(), TaskCreationOptions.LongRunning)).ToArray();
        var retention = new Retention(store, new RetentionPolicy { Newest = 2, Hourly = 6, Daily = 3 });
        while (!IsOver())
        {
            Commit(store);
            retention.Prune();
            retention.Archive(null, (number, reason) => Assert.Fail($"{number}: {reason}"), CancellationToken.None);
        }

        var answered = (await Task.WhenAll(readers)).Sum();
        Assert.True(answered > 0, $"{answered} answers beside {store.AllNumbers[^1]} commits");
    }

    private async Task<int> AskAsync(string[][] questions, int first, Func<bool> isOver)
    {
        var answered = 0;
        for (var i = first; !isOver(); i++)
        {
            long[] numbers;
            using (var store = StoreFolder.OpenForReading(Path))
            {
                numbers = [.. store.AllNumbers];
            }

            var number = numbers.Length == 0 ? "1" : $"{numbers[i * 7 % numbers.Length]}";
            string[] question = [.. questions[i % questions.Length].Select(part => part == "N" ? number : part), "--store", Path];
            var result = await new TestConsole().RunAsync(question);
            var isGone = result.Code == ExitCode.Failed
                && (result.Error.Contains("has no generation", StringComparison.Ordinal) || result.Error.Contains("is not earlier than", StringComparison.Ordinal));
            Assert.True(isGone || (result.Code == ExitCode.Success && result.Error.Length == 0), $"{string.Join(' ', question)}: {result.Code} {result.Error}");
            Assert.DoesNotContain("damaged", result.Output, StringComparison.Ordinal);
            answered += isGone ? 0 : 1;
        }

        return answered;
    }

    private static void Commit(StoreFolder store)
    {
        using var writer = store.BeginGeneration();
        using var matrix = MappedMatrix.Create(TinyStore.Words.Length, 3, MatrixPlacement.Private);
        for (var id = 0; id < TinyStore.Words.Length; id++)
        {
            TinyStore.Words[id].Vector.CopyTo(matrix.Row(id));
            matrix.Row(id)[1] += 1e-3f * writer.Number;
        }

        writer.AddMatrix("input.npy", matrix, TinyStore.Words.Length);
        writer.AddFile(
            VocabularyFile.FileName,
            VocabularyFile.Write(TinyStore.Words.Length, id => new VocabularyRow(Encoding.UTF8.GetBytes(TinyStore.Words[id].Word), TinyStore.Words[id].Count, 0)));
        writer.Commit(new Manifest
        {
            CreatedUtc = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(20 * writer.Number),
            Journal = default,
            Tokens = writer.Number,
            Vocabulary = TinyStore.Words.Length,
            Dimension = 3,
            MathProfile = "test",
            Verb = "train",
            Complete = true,
            Options = new Dictionary<string, string>(),
        });
    }
}
