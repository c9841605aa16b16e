using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using Xunit;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Prevents a kill, a full disk or a failed call in the middle of archiving, thinning out or going back from costing a generation.</summary>
public sealed class ArchiveKillTests : IDisposable
{
    private const int NoSpace = 28;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_lost_wherever_archiving_is_killed_or_fails(bool isKilled)
    {
        string template = _folder.At("template");
        var contents = Plain(template, 5);
        int changes = Run(template, isKilled, Archive, (path, _) =>
        {
            using (var reader = StoreFolder.OpenForReading(path))
            {
                // Whoever only reads sees all of them at once, before anybody cleans up.
                Assert.Equal([1, 2, 3, 4, 5], reader.AllNumbers);
                ArchiveTests.AssertContents(reader, contents);
            }

            Archive(path, PosixStorage.Instance);
            AssertArchived(path, [1, 2, 3], contents);
        });
        Assert.InRange(changes, 30, 200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_lost_wherever_removing_a_key_frame_is_killed_or_fails(bool isKilled)
    {
        string template = _folder.At("template");
        var contents = ArchiveSample.Make(template, 10);
        long[] stay = [2, 3, 5, 6, 7, 8, 10, 11, 12];
        int changes = Run(template, isKilled, Thin, (path, _) =>
        {
            using (var reader = StoreFolder.OpenForReading(path))
            {
                Assert.Subset(reader.AllNumbers.ToHashSet(), stay.ToHashSet());
                ArchiveTests.AssertContents(reader, contents);
            }

            Thin(path, PosixStorage.Instance);
            AssertArchived(path, stay[..^2], contents);
        });
        Assert.InRange(changes, 30, 200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rollback_into_the_archive_is_done_or_can_be_done_wherever_it_is_killed_or_fails(bool isKilled)
    {
        string template = _folder.At("template");
        var contents = ArchiveSample.Make(template, 6);
        int changes = Run(template, isKilled, (path, storage) => Rollback(path, storage), (path, _) =>
        {
            using (var reader = StoreFolder.OpenForReading(path))
            {
                // At no moment is there no newest generation, and what is older than the one gone back to is all there.
                Assert.NotNull(reader.OpenNewest());
                Assert.Subset(reader.AllNumbers.ToHashSet(), new HashSet<long> { 1, 2, 3, 4 });
                ArchiveTests.AssertContents(reader, contents);
            }

            Rollback(path, PosixStorage.Instance);
            using var store = StoreFolder.OpenForReading(path);
            Assert.Equal([4], store.GenerationNumbers);
            Assert.Equal([1, 2, 3, 4], store.ArchivedNumbers);
            Assert.Equal([5, 6, 7, 8], store.SetAsideNumbers);
            ArchiveTests.AssertContents(store, contents);
        });
        Assert.InRange(changes, 15, 100);
    }

    /// <summary>The plain generation goes only behind the sync of the archive, its rename and the sync of the folder.</summary>
    [Fact]
    public void A_plain_generation_is_removed_after_its_archive_is_durable()
    {
        string path = _folder.At("store");
        Plain(path, 3);
        var storage = new RecordingStorage();
        Archive(path, storage);
        string archive = ArchiveSample.PathOf(path, 1);
        string[] order =
        [
            $"sync {archive}.tmp", $"rename {archive}.tmp {archive}", $"sync {Path.GetDirectoryName(archive)}",
            $"rename {SampleStore.PathOf(path, 1, "").TrimEnd('/')} {SampleStore.PathOf(path, 1, "").TrimEnd('/')}.tmp",
        ];
        Assert.Equal(order, storage.Changes.Where(order.Contains));
    }

    private static int Run(string template, bool isKilled, Action<string, IStorage> work, Action<string, int> check)
    {
        string folder = Path.GetDirectoryName(template)!;
        return isKilled
            ? KilledStorage.AtEachChange(template, folder, work, check)
            : KilledStorage.AtEachChange(template, folder, change => new StorageException("write", change, NoSpace), isDead: false, work, check);
    }

    private static List<Dictionary<string, byte[]>> Plain(string path, int generations)
    {
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed);
        List<Dictionary<string, byte[]>> contents = [[]];
        for (int i = 0; i < generations; i++)
        {
            contents.Add(ArchiveSample.Content(ArchiveSample.Commit(store, 40 + i)));
        }

        return contents;
    }

    private static void Archive(string path, IStorage storage)
    {
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, storage);
        new Retention(store, ArchiveSample.Daily).Archive(null, null, CancellationToken.None);
    }

    private static void Thin(string path, IStorage storage)
    {
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, storage);
        store.Archive.Remove(new HashSet<long> { 1, 4, 9 }, CancellationToken.None);
    }

    private static void Rollback(string path, IStorage storage)
    {
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, storage);
        store.Rollback(4);
    }

    private static void AssertArchived(string path, long[] numbers, List<Dictionary<string, byte[]>> contents)
    {
        using var store = StoreFolder.OpenForReading(path);
        Assert.Equal(numbers, store.ArchivedNumbers);
        Assert.Equal(numbers.Length, Directory.GetFiles(Path.Combine(path, "archive")).Length);
        ArchiveTests.AssertContents(store, contents);
    }
}
