using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using Xunit;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Prevents an archived generation from coming back as anything but the one that was archived, whatever happened to those around it.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public void Archived_generations_come_back_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 20);
        using var store = StoreFolder.OpenForReading(folder.Path);
        Assert.Equal([21, 22], store.GenerationNumbers);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), store.ArchivedNumbers);
        Assert.Equal(Enumerable.Range(1, 22).Select(i => (long)i), store.AllNumbers);
        AssertContents(store, contents);
        Assert.True(store.OpenGeneration(7).IsArchived);
        Assert.False(store.OpenGeneration(21).IsArchived);
    }

    [Fact]
    public void A_key_frame_serves_eight_and_differences_are_smaller_than_it()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 20);
        using var store = StoreFolder.OpenForReading(folder.Path);
        var archived = store.ArchivedNumbers.Select(store.DescribeArchived).ToArray();
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 0, 9, 9, 9, 9, 9, 9, 9, 0, 17, 17, 17], archived.Select(one => one.Base));
        Assert.True(archived[16].Bytes > archived[17].Bytes, $"{archived[16]} {archived[17]}");
        Assert.All(archived, one => Assert.InRange(one.Ratio, 0.01, 1));
    }

    [Theory]
    [InlineData(9000, 9500)]
    [InlineData(9500, 9000)]
    [InlineData(20000, 0)]
    [InlineData(0, 20000)]
    public void Rows_may_become_more_or_fewer_across_many_frames(int before, int after)
    {
        using var folder = new TemporaryFolder();
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        List<Dictionary<string, byte[]>> contents = [[], .. new[] { before, after, 1, 1 }.Select(rows => ArchiveSample.Content(ArchiveSample.Commit(store, rows)))];
        new Retention(store, ArchiveSample.Daily).Archive(null, null, CancellationToken.None);
        Assert.Equal([1, 2], store.ArchivedNumbers);
        AssertContents(store, contents);
    }

    [Fact]
    public void Rows_of_another_length_are_not_made_a_difference()
    {
        using var folder = new TemporaryFolder();
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        List<Dictionary<string, byte[]>> contents =
            [[], .. new[] { 20, 40, 20, 20 }.Select(dimension => ArchiveSample.Content(ArchiveSample.Commit(store, 100, dimension)))];
        new Retention(store, ArchiveSample.Daily).Archive(null, null, CancellationToken.None);
        AssertContents(store, contents);
    }

    /// <summary>Every subset of ten archives, so that each order of key frames and differences is met.</summary>
    [Fact]
    public void Removing_any_of_them_leaves_the_others_readable()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.At("all"), 10);
        for (int seed = 0; seed < 12; seed++)
        {
            string path = folder.At($"store{seed}");
            Copy(folder.At("all"), path);
            using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed);
            var lcg = new Journal.Lcg((ulong)seed);
            var left = store.ArchivedNumbers.ToList();
            while (left.Count > 0)
            {
                var going = left.Where(_ => lcg.Next(3) == 0).ToHashSet();
                Assert.Equal(going.Order(), store.Archive.Remove(going, CancellationToken.None).Order());
                left.RemoveAll(going.Contains);
                Assert.Equal(left, store.ArchivedNumbers);
                AssertContents(store, contents);
                var described = left.Select(store.DescribeArchived).ToArray();
                Assert.All(described.Where(one => one.Base != 0), one => Assert.Equal(0, store.DescribeArchived(one.Base).Base));
                Assert.All(described.CountBy(one => one.Base == 0 ? one.Number : one.Base), group => Assert.InRange(group.Value, 1, 8));
            }

            store.Dispose();
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void Policies_thin_the_archive_out()
    {
        using var folder = new TemporaryFolder();
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        var retention = new Retention(store, new RetentionPolicy { Newest = 2, Hourly = 4, Daily = 3 });
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        List<Dictionary<string, byte[]>> contents = [[]];
        for (int i = 0; i < 100; i++)
        {
            contents.Add(ArchiveSample.Content(ArchiveSample.Commit(store, 40, created: start.AddHours(i))));
            retention.Prune();
            retention.Archive(null, null, CancellationToken.None);
        }

        // The last hours before the current one, and the last of the days before today.
        Assert.Equal([72, 96, 97, 98, 99, 100], store.AllNumbers.Where(number => number > 48));
        Assert.Equal([72, 96, 97, 98], store.ArchivedNumbers);
        AssertContents(store, contents);
    }

    [Fact]
    public void A_rollback_into_the_archive_makes_the_generation_plain_and_sets_later_ones_aside()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 12);
        using (var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed))
        {
            store.Rollback(5);
            Assert.Equal([5], store.GenerationNumbers);
            Assert.Equal([1, 2, 3, 4, 5], store.ArchivedNumbers);
            Assert.Equal(Enumerable.Range(6, 9).Select(i => (long)i), store.SetAsideNumbers);
            Assert.Equal(5, store.OpenNewest()!.Number);
            Assert.Equal(contents[8], ArchiveSample.Content(store.OpenSetAside(8)));
            AssertContents(store, contents);
            Assert.Equal(15, ArchiveSample.Commit(store, 60).Number);
            ArchiveSample.Commit(store, 60);
            var retention = new Retention(store, ArchiveSample.Daily);
            retention.Prune();
            retention.Archive(null, null, CancellationToken.None);
            Assert.Empty(store.SetAsideNumbers);
            Assert.Equal([1, 2, 3, 4, 5], store.ArchivedNumbers);
            AssertContents(store, contents);
        }
    }

    [Fact]
    public void A_rollback_keeps_what_is_the_difference_from_a_later_key_frame()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 8);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        store.Archive.Remove(new HashSet<long> { 1 }, CancellationToken.None);
        Assert.Equal(8, store.DescribeArchived(3).Base);
        store.Rollback(4);
        Assert.Equal([2, 3, 4], store.ArchivedNumbers);
        AssertContents(store, contents);
    }

    [Fact]
    public void A_key_frame_stays_while_an_archive_cannot_be_read_that_may_be_the_difference_from_it()
    {
        int kept = 0;
        bool isOver = false;
        for (int failing = 0; !isOver; failing++)
        {
            using var folder = new TemporaryFolder();
            var contents = ArchiveSample.Make(folder.Path, 3);
            var storage = new RecordingStorage();
            using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed, storage);
            int opened = 0;
            storage.BeforeOpen = path =>
            {
                if (path.EndsWith(".archive", StringComparison.Ordinal) && opened++ == failing)
                {
                    throw new StorageException("read", path, 5);
                }
            };
            kept += store.Archive.Remove(new HashSet<long> { 1 }, CancellationToken.None).Count == 0 ? 1 : 0;
            isOver = opened <= failing;
            storage.BeforeOpen = null;
            AssertContents(store, contents);
        }

        Assert.InRange(kept, 4, 40);
    }

    [Fact]
    public void Archived_again_after_a_rollback_a_sound_archive_stays_and_a_damaged_one_is_written_anew()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 3);
        string second = ArchiveSample.PathOf(folder.Path, 2);
        SampleStore.FlipBit(second, new FileInfo(second).Length - 20);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        Assert.Throws<StoreDamagedException>(() => store.OpenGeneration(2).Verify(matrices: true));
        Assert.Throws<StoreDamagedException>(() => store.Rollback(2));
        Assert.Equal([4, 5], store.GenerationNumbers);
        store.Rollback(3);
        SampleStore.FlipBit(ArchiveSample.PathOf(folder.Path, 3), new FileInfo(ArchiveSample.PathOf(folder.Path, 3)).Length - 20);
        ArchiveSample.Commit(store, 60);
        ArchiveSample.Commit(store, 60);
        new Retention(store, ArchiveSample.Daily).Archive(null, null, CancellationToken.None);
        Assert.Equal([6, 7], store.GenerationNumbers);
        Assert.Equal([1, 2, 3], store.ArchivedNumbers);
        Assert.Equal(contents[1], ArchiveSample.Content(store, 1));
        Assert.Equal(contents[3], ArchiveSample.Content(store, 3));
    }

    [Fact]
    public void A_policy_without_rules_leaves_the_archive_alone()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 3);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        ArchiveSample.Commit(store, 40);
        var retention = new Retention(store, new RetentionPolicy());
        Assert.Equal(5, retention.Prune()!.OldestPlain);
        retention.Archive(null, null, CancellationToken.None);
        Assert.Equal([5, 6], store.GenerationNumbers);
        Assert.Equal([1, 2, 3], store.ArchivedNumbers);
        AssertContents(store, contents);
    }

    [Fact]
    public void A_damaged_generation_stays_plain_and_is_reported()
    {
        using var folder = new TemporaryFolder();
        SampleStore.Make(folder.Path, 4);
        SampleStore.FlipBit(SampleStore.PathOf(folder.Path, 1, "input.npy"), 5000);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        var archived = new List<long>();
        var failed = new List<(long, string)>();
        new Retention(store, ArchiveSample.Daily).Archive(one => archived.Add(one.Number), (number, reason) => failed.Add((number, reason)), CancellationToken.None);
        Assert.Equal([2], archived);
        Assert.Contains("CRC-32C", Assert.Single(failed).Item2, StringComparison.Ordinal);
        Assert.Equal([1, 3, 4], store.GenerationNumbers);
        Assert.Equal([2], store.ArchivedNumbers);
    }

    [Fact]
    public void Stopping_leaves_everything_plain_or_archived()
    {
        using var folder = new TemporaryFolder();
        SampleStore.Make(folder.Path, 6);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new Retention(store, ArchiveSample.Daily).Archive(_ => stop.Cancel(), null, stop.Token));
        Assert.Equal([2, 3, 4, 5, 6], store.GenerationNumbers);
        Assert.Equal([1], store.ArchivedNumbers);
        Assert.Equal([Path.GetFileName(ArchiveSample.PathOf(folder.Path, 1))], Directory.GetFiles(folder.At("archive")).Select(Path.GetFileName));
    }

    [Fact]
    public void Numbers_of_archived_generations_are_not_given_again()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 3);
        Directory.Delete(SampleStore.PathOf(folder.Path, 4, ""), recursive: true);
        Directory.Delete(SampleStore.PathOf(folder.Path, 5, ""), recursive: true);
        using var store = StoreFolder.OpenForWriting(folder.Path, seedIfNew: 99);
        Assert.Equal(SampleStore.Seed, store.Identity.Seed);
        using var writer = store.BeginGeneration();
        Assert.Equal(4, writer.Number);
    }

    [Fact]
    public void A_generation_that_is_gone_is_missing_and_not_damaged()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 2);
        using var store = StoreFolder.OpenForReading(folder.Path);
        Assert.Contains("it has 1, 2, 3, 4", Assert.Throws<MissingGenerationException>(() => store.OpenGeneration(9)).Message, StringComparison.Ordinal);
        Assert.Throws<MissingGenerationException>(() => store.ReadGeneration(1, generation =>
        {
            File.Delete(ArchiveSample.PathOf(folder.Path, 1));
            return generation.ReadFile("trainer.bin");
        }));
    }

    internal static void AssertContents(StoreFolder store, List<Dictionary<string, byte[]>> contents)
    {
        foreach (long number in store.AllNumbers.Where(number => number < contents.Count))
        {
            Assert.Equal(contents[(int)number], ArchiveSample.Content(store, number));
        }
    }

    internal static void Copy(string source, string destination)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(destination, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
