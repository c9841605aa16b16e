using System.Diagnostics;
using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>
/// Prevents two writers, writing into a folder that is something else, and readers that see what is not committed or is gone.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
[Collection(ChildProcesses.Name)]
public sealed class StoreFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string StorePath => _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_store_is_closed_to_other_users_and_keeps_its_identity()
    {
        StoreIdentity identity;
        using (var store = StoreFolder.OpenForWriting(StorePath, 11))
        {
            identity = store.Identity;
            Assert.Equal((11UL, 16, StorePath, true), (identity.Seed, identity.HashKey.Length, store.Path, store.IsWritable));
            Assert.Null(store.OpenNewest());
            File.WriteAllText(Path.Combine(store.JournalPath, "something"), "accepted under this seed");
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(StorePath));
        using var again = StoreFolder.OpenForWriting(StorePath + "/", 99);
        using var reading = StoreFolder.OpenForReading(StorePath);
        Assert.Equal(identity, again.Identity);
        Assert.Equal(identity.HashKey, reading.Identity.HashKey);
        Assert.False(reading.IsWritable);
    }

    [Fact]
    public void A_store_in_which_nothing_was_written_takes_the_seed_of_the_next_attempt()
    {
        StoreFolder.OpenForWriting(StorePath, 11).Dispose();
        using var again = StoreFolder.OpenForWriting(StorePath, 99);
        Assert.Equal(99UL, again.Identity.Seed);
    }

    [Fact]
    public void The_hash_key_follows_from_the_seed_alone()
    {
        Assert.Equal(StoreIdentity.FromSeed(1).HashKey, StoreIdentity.FromSeed(1).HashKey);
        Assert.NotEqual(StoreIdentity.FromSeed(1).HashKey, StoreIdentity.FromSeed(2).HashKey);

        // printf 'streamw2v hash key\1\0\0\0\0\0\0\0' | sha256sum | cut -c 1-32
        Assert.Equal("5550da7f4770735d13195bae858ce4aa", Convert.ToHexStringLower(StoreIdentity.FromSeed(1).HashKey));
    }

    [Fact]
    public void A_second_writer_in_this_process_is_refused_and_told_the_first()
    {
        using (StoreFolder.OpenForWriting(StorePath, 1))
        {
            var error = Assert.Throws<StoreLockedException>(() => StoreFolder.OpenForWriting(StorePath, 1));
            Assert.Contains($"process {Environment.ProcessId};", error.Message, StringComparison.Ordinal);
            Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
            Assert.Throws<StoreLockedException>(() => StoreCheck.Repair(StorePath));
            StoreFolder.OpenForReading(StorePath).Dispose();
        }

        StoreFolder.OpenForWriting(StorePath, 1).Dispose();
    }

    [Fact]
    public void A_lock_held_by_another_process_is_respected_and_ends_with_it()
    {
        StoreFolder.OpenForWriting(StorePath, 1).Dispose();
        var start = new ProcessStartInfo("flock", ["-x", _folder.At("store", "LOCK"), "-c", "echo locked; read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using (var other = Process.Start(start)!)
        {
            Assert.Equal("locked", other.StandardOutput.ReadLine());
            Assert.Throws<StoreLockedException>(() => StoreFolder.OpenForWriting(StorePath, 1));
            other.StandardInput.WriteLine();
            other.WaitForExit();
        }

        StoreFolder.OpenForWriting(StorePath, 1).Dispose();
    }

    [Fact]
    public void The_holder_of_another_boot_is_not_called_a_process_of_this_machine()
    {
        using (StoreFolder.OpenForWriting(StorePath, 1))
        {
            WriteLock("123 another-boot\n"u8);
            Assert.Contains(
                "process 123 of another machine",
                Assert.Throws<StoreLockedException>(() => StoreLock.Take(StorePath)).Message,
                StringComparison.Ordinal);
            WriteLock("nonsense"u8);
            Assert.Contains(
                "another process",
                Assert.Throws<StoreLockedException>(() => StoreLock.Take(StorePath)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_with_other_things_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(StorePath);
        File.WriteAllText(_folder.At("store", "thesis.tex"), "x");
        Assert.Contains(
            "thesis.tex",
            Assert.Throws<StoreDamagedException>(() => StoreFolder.OpenForWriting(StorePath, 1)).Message,
            StringComparison.Ordinal);
        Assert.Equal([_folder.At("store", "thesis.tex")], Directory.GetFileSystemEntries(StorePath));
        Assert.Contains(
            "not a store",
            Assert.Throws<StoreDamagedException>(() => StoreFolder.OpenForReading(StorePath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_store_is_said_to_be_missing_and_not_made()
    {
        var error = Assert.Throws<StorageException>(() => StoreFolder.OpenForReading(StorePath));
        Assert.Equal(2, error.ErrorNumber);
        Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(StorePath));
    }

    [Fact]
    public void A_store_whose_making_was_interrupted_at_any_step_is_made_by_the_next_opening()
    {
        for (int failAt = 0; failAt < 11; failAt++)
        {
            string path = _folder.At($"s{failAt}");
            int step = 0;
            var storage = new RecordingStorage
            {
                BeforeChange = change => _ = step++ >= failAt ? throw new StorageException("fail on purpose", change, 5) : 0,
            };
            Assert.Throws<StorageException>(() => StoreFolder.OpenForWriting(path, 1, storage));
            using var store = StoreFolder.OpenForWriting(path, 2);
            Assert.Equal(1, SampleStore.Commit(store).Number);
        }
    }

    [Fact]
    public void Unfinished_folders_are_not_seen_by_readers_and_are_removed_by_the_next_writer()
    {
        SampleStore.Make(StorePath, 1);
        Directory.CreateDirectory(_folder.At("store", "generations", "0000000002.tmp"));
        File.WriteAllText(_folder.At("store", "generations", "0000000002.tmp", "input.npy"), "half");
        Directory.CreateDirectory(_folder.At("store", "generations", "notes"));
        using (var reading = StoreFolder.OpenForReading(StorePath))
        {
            Assert.Equal([1], reading.GenerationNumbers);
            Assert.Equal(1, reading.OpenNewest()!.Number);
        }

        Assert.True(Directory.Exists(_folder.At("store", "generations", "0000000002.tmp")));
        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        Assert.False(Directory.Exists(_folder.At("store", "generations", "0000000002.tmp")));
        Assert.True(Directory.Exists(_folder.At("store", "generations", "notes")));
    }

    [Fact]
    public void Readers_see_a_generation_only_once_it_is_committed()
    {
        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        using var reader = StoreFolder.OpenForReading(StorePath);
        SampleStore.Commit(store);
        using var writer = store.BeginGeneration();
        SampleStore.Add(writer);
        Assert.Equal(1, reader.OpenNewest()!.Number);
        writer.Commit(SampleStore.ManifestOf(2));
        Assert.Equal(2, reader.OpenNewest()!.Number);
    }

    [Fact]
    public void A_rollback_sets_later_generations_aside_and_their_numbers_are_not_used_again()
    {
        SampleStore.Make(StorePath, 4);
        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        store.Rollback(2);
        Assert.Equal([1, 2], store.GenerationNumbers);
        var newest = store.OpenNewest()!;
        Assert.Equal((2, 20), (newest.Number, newest.Manifest.Journal.Sequence));
        Assert.True(Directory.Exists(_folder.At("store", "generations", "0000000003.rolledback")));
        Assert.Equal(5, SampleStore.Commit(store).Number);
        Assert.Equal([1, 2, 5], store.GenerationNumbers);
        store.RemoveBefore(5);
        Assert.Equal([_folder.At("store", "generations", "0000000005")], Directory.GetDirectories(store.GenerationsPath));
    }

    [Fact]
    public void A_rollback_to_what_is_missing_or_damaged_changes_nothing()
    {
        SampleStore.Make(StorePath, 3);
        SampleStore.FlipBit(SampleStore.PathOf(StorePath, 1, "input.npy"), 5000);
        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        Assert.Contains("it has 1, 2, 3", Assert.Throws<MissingGenerationException>(() => store.Rollback(7)).Message, StringComparison.Ordinal);
        Assert.Throws<MissingGenerationException>(() => store.Rollback(-1));
        Assert.Throws<MissingGenerationException>(() => store.Rollback(long.MaxValue));
        Assert.Throws<StoreDamagedException>(() => store.Rollback(1));
        Assert.Equal([1, 2, 3], store.GenerationNumbers);
    }

    [Fact]
    public void Only_what_is_older_than_a_committed_generation_is_removed()
    {
        SampleStore.Make(StorePath, 3);
        using var store = StoreFolder.OpenForWriting(StorePath, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.RemoveBefore(4));
        store.RemoveBefore(2);
        Assert.Equal([2, 3], store.GenerationNumbers);
        Assert.Equal(4, SampleStore.Commit(store).Number);
    }

    [Fact]
    public void A_store_opened_for_reading_changes_nothing()
    {
        SampleStore.Make(StorePath, 2);
        using var store = StoreFolder.OpenForReading(StorePath);
        Assert.Throws<InvalidOperationException>(store.BeginGeneration);
        Assert.Throws<InvalidOperationException>(() => store.Rollback(1));
        Assert.Throws<InvalidOperationException>(() => store.RemoveBefore(2));
    }

    [Fact]
    public void A_reader_whose_generation_is_removed_while_it_opens_it_gets_the_newer_one()
    {
        using var store = StoreFolder.OpenForWriting(StorePath, SampleStore.Seed);
        SampleStore.Commit(store);
        var storage = new RecordingStorage();
        string[] names = ["manifest.json", "input.npy", "vocabulary.bin"];
        int moves = 0;
        storage.BeforeOpen = path =>
        {
            // Three times, at another file each time, the writer commits and removes what the reader is about to open.
            if (moves < names.Length && path.EndsWith(names[moves], StringComparison.Ordinal))
            {
                moves++;
                store.RemoveBefore(SampleStore.Commit(store).Number);
            }
        };
        using var reader = StoreFolder.OpenForReading(StorePath, storage);
        Assert.Equal(4, reader.OpenNewest((number, reason) => Assert.Fail($"{number}: {reason}"))!.Number);
        Assert.Equal(3, moves);
    }

    [Fact]
    public void A_reader_whose_generation_is_removed_while_it_reads_it_starts_again()
    {
        using var store = StoreFolder.OpenForWriting(StorePath, SampleStore.Seed);
        using var reader = StoreFolder.OpenForReading(StorePath);
        Assert.Equal("none", reader.ReadNewest(generation => generation is null ? "none" : "some"));
        SampleStore.Commit(store);
        int calls = 0;
        string read = reader.ReadNewest(generation =>
        {
            if (calls++ == 0)
            {
                store.RemoveBefore(SampleStore.Commit(store).Number);
            }

            using var matrix = generation!.MapReadOnly("input.npy");
            return $"{Encoding.UTF8.GetString(generation.ReadFile("trainer.bin"))} {matrix.Rows(0, 1)[0]}";
        });
        Assert.Equal(($"generation 2 {MatrixFile.Value(2, 0)}", 2), (read, calls));
    }

    // .NET's own way of opening a file would ask for the lock.
    private void WriteLock(ReadOnlySpan<byte> content)
    {
        using var file = PosixStorage.Instance.Open(_folder.At("store", "LOCK"), writable: true);
        file.Truncate(0);
        file.Write(content, 0);
    }
}
