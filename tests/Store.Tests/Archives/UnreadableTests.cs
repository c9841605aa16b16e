using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using Xunit;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>
/// Prevents what cannot be read (damage, a bad sector, a later version) from being deleted by retention and from holding up all other generations, and a failed sync
/// of the archive from being forgotten.
/// </summary>
public sealed class UnreadableTests
{
    private const int IOError = 5;

    [Fact]
    public void An_archive_of_a_later_version_stays_and_is_reported_once()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 3);
        SetVersion(folder.Path, 3, 2);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed);
        var retention = new Retention(store, ArchiveSample.Daily);
        var failed = new List<(long Number, string Reason)>();
        for (int i = 0; i < 3; i++)
        {
            retention.Prune();
            retention.Archive(null, (number, reason) => failed.Add((number, reason)), CancellationToken.None);
            Assert.Equal([1, 2, 3], store.ArchivedNumbers);
        }

        var (reported, why) = Assert.Single(failed);
        Assert.Equal(3, reported);
        Assert.Contains("archive version 2", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_frame_stays_while_an_archive_does_not_tell_its_base()
    {
        using var folder = new TemporaryFolder();
        var contents = ArchiveSample.Make(folder.Path, 4);
        SetVersion(folder.Path, 3, 2);
        using (var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed))
        {
            new Retention(store, new RetentionPolicy { Newest = 2, Daily = 3 }).Archive(null, null, CancellationToken.None);
            Assert.Equal([1, 3, 4], store.ArchivedNumbers);
        }

        SetVersion(folder.Path, 3, 1);
        using var later = StoreFolder.OpenForReading(folder.Path);
        Assert.Equal(contents[3], ArchiveSample.Content(later, 3));
    }

    [Fact]
    public void After_a_failed_sync_of_the_archive_the_plain_generation_stays_until_one_succeeds()
    {
        using var folder = new TemporaryFolder();
        SampleStore.Make(folder.Path, 3);
        string archives = folder.At("archive");
        bool isDue = false;
        var storage = new RecordingStorage();
        storage.BeforeChange = change =>
        {
            if (change.StartsWith("rename", StringComparison.Ordinal) && change.Contains(".archive", StringComparison.Ordinal))
            {
                isDue = true;
            }
            else if (isDue && change == $"sync {archives}")
            {
                isDue = false;
                throw new StorageException("sync folder", archives, IOError);
            }
        };
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed, storage);
        var retention = new Retention(store, ArchiveSample.Daily);
        Assert.True(Assert.Throws<StorageException>(() => retention.Archive(null, null, CancellationToken.None)).IsFailedSync);
        Assert.Equal([1, 2, 3], store.GenerationNumbers);

        storage.Changes.Clear();
        retention.Archive(null, null, CancellationToken.None);
        int sync = storage.Changes.IndexOf($"sync {archives}");
        int removal = storage.Changes.FindIndex(
            change => change.StartsWith("rename", StringComparison.Ordinal) && change.Contains("generations/0000000001 ", StringComparison.Ordinal));
        Assert.True(sync >= 0 && sync < removal, string.Join('\n', storage.Changes));
    }

    [Fact]
    public void An_archive_with_a_bad_sector_ends_neither_pruning_nor_archiving()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 3);
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed, Unreadable(ArchiveSample.PathOf(folder.Path, 2), []));
        ArchiveSample.Commit(store, 60);
        var retention = new Retention(store, ArchiveSample.Daily);
        retention.Prune();
        retention.Archive(null, null, CancellationToken.None);
        Assert.Equal([1, 2, 3, 4], store.ArchivedNumbers);
        Assert.Equal([5, 6], store.GenerationNumbers);
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("input.npy")]
    public void A_plain_generation_with_a_bad_sector_stays_is_reported_once_and_is_not_read_again(string file)
    {
        using var folder = new TemporaryFolder();
        SampleStore.Make(folder.Path, 5);
        var opened = new List<string>();
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed, Unreadable(SampleStore.PathOf(folder.Path, 1, file), opened));
        var retention = new Retention(store, ArchiveSample.Daily);
        var failed = new List<long>();
        for (int i = 0; i < 3; i++)
        {
            retention.Prune();
            retention.Archive(null, (number, _) => failed.Add(number), CancellationToken.None);
            Assert.Equal([1, 4, 5], store.GenerationNumbers);
            Assert.Equal([2, 3], store.ArchivedNumbers);
        }

        Assert.Equal([1], failed);
        Assert.Single(opened);
    }

    [Fact]
    public void An_error_that_is_not_about_the_file_is_not_taken_for_damage()
    {
        using var folder = new TemporaryFolder();
        ArchiveSample.Make(folder.Path, 2);
        string path = ArchiveSample.PathOf(folder.Path, 2);
        var storage = new RecordingStorage { BeforeOpen = opened => Fail(opened == path, opened, 24) };
        using var store = StoreFolder.OpenForWriting(folder.Path, SampleStore.Seed, storage);
        Assert.Equal(24, Assert.Throws<StorageException>(() => new Retention(store, ArchiveSample.Daily).Prune()).ErrorNumber);
        Assert.False(new StorageException("sync", path, IOError).IsUnreadable);
        Assert.False(new StorageException("write", path, IOError).IsUnreadable);
    }

    private static RecordingStorage Unreadable(string path, List<string> opened) => new()
    {
        BeforeOpen = file =>
        {
            if (file == path)
            {
                opened.Add(file);
            }

            Fail(file == path, file, IOError);
        },
    };

    private static void Fail(bool fails, string path, int error)
    {
        if (fails)
        {
            throw new StorageException("read", path, error);
        }
    }

    private static void SetVersion(string store, long number, byte version)
    {
        string path = ArchiveSample.PathOf(store, number);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[8] = version;
        File.WriteAllBytes(path, bytes);
    }
}
