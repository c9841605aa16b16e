using StreamW2V.Store.Archives;
using StreamW2V.Store.Generations;
using StreamW2V.TestKit;
using Xunit.Abstractions;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>
/// Prevents readers from ever seeing half a generation: one writer commits, archives, gives archives another base and removes as fast as it can, while readers open
/// the newest, random plain and random archived generations. They may find a generation gone, and nothing else.
/// </summary>
/// <param name="output">Takes the counts.</param>
public sealed class ArchiveHammerTests(ITestOutputHelper output)
{
    private const string Suite = "archive";
    private const int Readers = 3;

    [Fact]
    [Trait("Endurance", Suite)]
    public async Task Readers_beside_a_busy_writer_see_whole_generations_or_none()
    {
        using var trials = Trials.Begin(Suite, 60, GetType(), output.WriteLine);
        using var folder = new TemporaryFolder();
        using var writer = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        ArchiveSample.Commit(writer, 40);
        bool isOver = false;
        var readers = Enumerable.Range(0, Readers).Select(reader => Task.Factory.StartNew(() => Read(folder.Path, Trials.Seed + (ulong)reader, () => Volatile.Read(ref isOver)), TaskCreationOptions.LongRunning)).ToArray();
        var retention = new Retention(writer, new RetentionPolicy { Newest = 2, Hourly = 5, Daily = 4 });
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        try
        {
            for (int commit = 1; commit <= trials.Count && !readers.Any(reader => reader.IsCompleted); commit++)
            {
                trials.Try();
                ArchiveSample.Commit(writer, 40 + (commit % 30), created: start.AddMinutes(20 * commit));
                retention.Prune();
                retention.Archive(null, (number, reason) => Assert.Fail($"{number}: {reason}"), CancellationToken.None);
                trials.Survived();
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
        }

        var counts = await Task.WhenAll(readers);
        Assert.True(counts.Sum(one => one.Plain) > 0 && counts.Sum(one => one.Archived) > 0, string.Join(' ', counts));
        Assert.DoesNotContain(StoreCheck.Run(folder.Path), finding => finding.Severity != FindingSeverity.Note);
    }

    private static (int Plain, int Archived, int Gone) Read(string path, ulong seed, Func<bool> isOver)
    {
        var (plain, archived, gone) = (0, 0, 0);
        var lcg = new Journal.Lcg(seed);
        while (!isOver())
        {
            using var store = StoreFolder.OpenForReading(path);
            if (lcg.Next(3) == 0)
            {
                var newest = store.ReadNewest(
                    generation => ArchiveSample.Content(generation!), (number, reason) => Assert.Fail($"generation {number} was passed over: {reason}"));
                Assert.NotEmpty(newest["rows"]);
                plain++;
                continue;
            }

            var numbers = store.AllNumbers;
            if (numbers.Count == 0)
            {
                // A listing may miss the old folder and the new one, like every listing of a folder that changes.
                continue;
            }

            long number = numbers[lcg.Next(numbers.Count)];
            try
            {
                bool isArchived = store.ReadGeneration(number, generation =>
                {
                    Assert.Equal(number, generation.Number);
                    generation.Verify(matrices: true);
                    Assert.Equal($"generation {number}", System.Text.Encoding.UTF8.GetString(generation.ReadFile("trainer.bin")));
                    Assert.NotEmpty(ArchiveSample.Content(generation)["rows"]);
                    return generation.IsArchived;
                });
                plain += isArchived ? 0 : 1;
                archived += isArchived ? 1 : 0;
            }
            catch (MissingGenerationException)
            {
                gone++;
            }
        }

        return (plain, archived, gone);
    }
}
