using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents a generation that counts before it is durable, or that is half of one.</summary>
public sealed class CommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingStorage _storage = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_commit_syncs_files_then_manifest_then_folder_then_renames_then_syncs_the_parent()
    {
        string path = _folder.At("store");
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, _storage);
        using var writer = store.BeginGeneration();
        SampleStore.Add(writer);
        Assert.DoesNotContain(
            _storage.Changes,
            change => change.StartsWith("sync", StringComparison.Ordinal) && change.Contains(".tmp/", StringComparison.Ordinal));
        _storage.Changes.Clear();
        writer.Commit(SampleStore.ManifestOf(1));
        string generations = Path.Combine(path, "generations");
        string unfinished = Path.Combine(generations, "0000000001.tmp");
        Assert.Equal(
            [
                $"sync {unfinished}/empty.bin",
                $"sync {unfinished}/input.npy",
                $"sync {unfinished}/trainer.bin",
                $"sync {unfinished}/vocabulary.bin",
                $"create {unfinished}/manifest.json",
                $"write {unfinished}/manifest.json",
                $"sync {unfinished}/manifest.json",
                $"sync {unfinished}",
                $"rename {unfinished} {generations}/0000000001",
                $"sync {generations}",
            ],
            _storage.Changes);
    }

    [Fact]
    public void A_new_store_is_durable_before_it_is_used()
    {
        string path = _folder.At("a", "b", "store");
        StoreFolder.OpenForWriting(path, SampleStore.Seed, _storage).Dispose();
        Assert.Equal(
            [
                $"sync {Path.GetDirectoryName(_folder.Path)}",
                $"create {_folder.At("a")}",
                $"sync {_folder.Path}",
                $"create {_folder.At("a", "b")}",
                $"sync {_folder.At("a")}",
                $"create {path}",
                $"sync {_folder.At("a", "b")}",
                $"create {path}/store.json.tmp",
                $"write {path}/store.json.tmp",
                $"sync {path}/store.json.tmp",
                $"rename {path}/store.json.tmp {path}/store.json",
                $"sync {path}",
                $"sync {_folder.At("a", "b")}",
                $"create {path}/generations",
                $"sync {path}",
                $"sync {_folder.At("a", "b")}",
                $"create {path}/journal",
                $"sync {path}",
            ],
            _storage.Changes);
    }

    [Fact]
    public void A_rollback_renames_the_newest_first_and_is_durable_when_it_returns()
    {
        string path = _folder.At("store");
        SampleStore.Make(path, 4);
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, _storage);
        _storage.Changes.Clear();
        store.Rollback(1);
        string generations = Path.Combine(path, "generations");
        Assert.Equal(
            [
                .. new[] { 4, 3, 2 }.Select(number => $"rename {generations}/000000000{number} {generations}/000000000{number}.rolledback"),
                $"sync {generations}",
            ],
            _storage.Changes);
    }

    [Fact]
    public void What_is_committed_is_read_back()
    {
        string path = _folder.At("store");
        SampleStore.Make(path, 2);
        using var store = StoreFolder.OpenForReading(path);
        var generation = store.OpenNewest()!;
        var expected = SampleStore.ManifestOf(2);
        Assert.Equal((2, 2), (generation.Number, generation.Manifest.Generation));
        var read = generation.Manifest;
        Assert.Equal(
            (expected.CreatedUtc, expected.Journal, expected.Tokens, expected.Vocabulary),
            (read.CreatedUtc, read.Journal, read.Tokens, read.Vocabulary));
        Assert.Equal(
            (expected.Dimension, expected.MathProfile, expected.Verb, expected.Complete),
            (read.Dimension, read.MathProfile, read.Verb, read.Complete));
        Assert.Equal(expected.Options.OrderBy(option => option.Key), read.Options);
        Assert.Equal(["empty.bin", "input.npy", "trainer.bin", "vocabulary.bin"], generation.Manifest.Files.Select(file => file.Name));
        Assert.Equal("generation 2", Encoding.UTF8.GetString(generation.ReadFile("trainer.bin")));
        Assert.Empty(generation.ReadFile("empty.bin"));
        Assert.True(generation.Has("input.npy"));
        Assert.False(generation.Has("output.npy"));
        generation.Verify(matrices: true);
        using var rows = generation.MapReadOnly("input.npy");
        using var live = generation.Map("input.npy", 100, MatrixPlacement.Private);
        Assert.Equal((SampleStore.Rows, SampleStore.Dimension, 100L), (rows.FileRows, rows.Dimension, live.Capacity));
        Assert.Equal(MatrixFile.Value(41, 19), rows.Rows(39, 1)[19]);
        Assert.Equal(MatrixFile.Value(41, 19), live.Row(39)[19]);
        Assert.Equal(SampleStore.PathOf(path, 2, "input.npy"), generation.MatrixPath("input.npy"));
    }

    [Fact]
    public void A_matrix_of_many_chunks_has_the_rows_and_the_checksum_of_its_file()
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var matrix = MappedMatrix.Create(50_000, 100, MatrixPlacement.Private);
        for (int r = 0; r < 50_000; r++)
        {
            MatrixFile.Fill(matrix.Row(r), r, 100);
        }

        using var writer = store.BeginGeneration();
        writer.AddMatrix("input.npy", matrix, 49_999);
        writer.AddMatrix("none.npy", matrix, 0);
        var generation = writer.Commit(SampleStore.ManifestOf(1) with { Dimension = 100 });
        byte[] file = File.ReadAllBytes(generation.MatrixPath("input.npy"));
        var entry = generation.Manifest.Files.Single(f => f.Name == "input.npy");
        Assert.Equal((4096 + (49_999L * 448), Crc32C.Compute(file)), (entry.Bytes, entry.Crc32C));
        Assert.Equal(file.LongLength, entry.Bytes);
        Assert.Equal(File.ReadAllBytes(MatrixFile.Write(_folder.At("expected.npy"), 49_999, 100)), file);
        Assert.Equal(4096, new FileInfo(generation.MatrixPath("none.npy")).Length);
    }

    [Fact]
    public void A_matrix_of_more_than_two_gibibytes_is_written_whole_and_in_order()
    {
        const long Rows = 8_500_000;
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, _storage);
        using var matrix = MappedMatrix.Create(Rows, 64, MatrixPlacement.Private);
        _storage.Writes.Clear();
        _storage.DiscardWrites = true;
        using var writer = store.BeginGeneration();
        writer.AddMatrix("input.npy", matrix, Rows);
        long end = 0;
        foreach (var (_, offset, length) in _storage.Writes)
        {
            Assert.Equal(end, offset);
            end += length;
        }

        Assert.Equal(4096 + (Rows * 256), end);
        Assert.True(end > 1L << 31);
        _storage.DiscardWrites = false;
        var entry = writer.Commit(SampleStore.ManifestOf(1) with { Dimension = 64 }).Manifest.Files.Single();
        uint crc = Crc32C.Compute(NpyFile.Header(new NpyShape(Rows, 64)));
        byte[] zeros = new byte[256 * 1000];
        for (long row = 0; row < Rows; row += 1000)
        {
            crc = Crc32C.Append(crc, zeros);
        }

        Assert.Equal((end, crc), (entry.Bytes, entry.Crc32C));
    }

    [Fact]
    public void A_writer_disposed_without_commit_leaves_nothing()
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using (var writer = store.BeginGeneration())
        {
            SampleStore.Add(writer);
            Assert.Single(Directory.GetDirectories(store.GenerationsPath));
        }

        Assert.Empty(Directory.GetDirectories(store.GenerationsPath));
        Assert.Null(store.OpenNewest());
    }

    [Fact]
    public void A_failure_at_any_step_leaves_the_generation_before_it_or_the_whole_new_one()
    {
        int steps = 0;
        for (int failAt = 0; ; failAt++)
        {
            string path = _folder.At($"store{failAt}");
            SampleStore.Make(path, 1);
            var storage = new RecordingStorage();
            using (var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, storage))
            {
                int step = 0;
                bool failed = false;
                storage.BeforeChange = change =>
                {
                    // Sticky: whatever broke stays broken, also for the cleanup.
                    failed |= step++ == failAt;
                    if (failed)
                    {
                        throw new StorageException("fail on purpose", change, 5);
                    }
                };
                try
                {
                    SampleStore.Commit(store);
                    Assert.False(failed);
                    steps = step;
                }
                catch (StorageException)
                {
                    Assert.True(failed);
                }
            }

            using (var reopened = StoreFolder.OpenForWriting(path, SampleStore.Seed))
            {
                var newest = reopened.OpenNewest((number, reason) => Assert.Fail($"{number}: {reason}"))!;
                newest.Verify(matrices: true);
                Assert.InRange(newest.Number, 1, 2);
                Assert.Equal($"generation {newest.Number}", Encoding.UTF8.GetString(newest.ReadFile("trainer.bin")));
                Assert.All(
                    Directory.GetDirectories(reopened.GenerationsPath),
                    folder => Assert.DoesNotContain(".tmp", folder, StringComparison.Ordinal));
                if (steps > 0)
                {
                    Assert.Equal(2, newest.Number);
                    break;
                }
            }
        }

        Assert.InRange(steps, 20, 40);
    }

    [Fact]
    public void A_full_disk_while_writing_is_told_apart_and_another_try_succeeds()
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, _storage);
        _storage.BeforeChange = change =>
        {
            if (change.StartsWith("write", StringComparison.Ordinal))
            {
                throw new StorageException("write", change, 28);
            }
        };
        Assert.True(Assert.Throws<StorageException>(() => SampleStore.Commit(store)).IsOutOfSpace);
        _storage.BeforeChange = null;
        Assert.Equal(1, SampleStore.Commit(store).Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("manifest.json")]
    [InlineData("größe.bin")]
    [InlineData("a b")]
    [InlineData("input.npy")]
    public void Names_that_could_leave_the_folder_or_confuse_are_refused(string name)
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var writer = store.BeginGeneration();
        Assert.Throws<ArgumentException>(() => writer.AddFile(name, []));
    }

    [Fact]
    public void A_name_is_added_once_and_a_manifest_that_could_not_be_read_again_is_refused()
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var writer = store.BeginGeneration();
        writer.AddFile("a.bin", [1]);
        Assert.Throws<ArgumentException>(() => writer.AddFile("a.bin", [1]));
        using var matrix = MappedMatrix.Create(4, 4, MatrixPlacement.Private);
        Assert.Throws<ArgumentException>(() => writer.AddMatrix("a.bin", matrix, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.AddMatrix("m.npy", matrix, 5));
        Assert.Throws<ArgumentException>(() => writer.Commit(SampleStore.ManifestOf(1) with { Dimension = 0 }));
        Assert.Throws<ArgumentException>(() => writer.Commit(SampleStore.ManifestOf(1) with { Tokens = -1 }));
        writer.Commit(SampleStore.ManifestOf(1));
        Assert.Throws<ObjectDisposedException>(() => writer.Commit(SampleStore.ManifestOf(1)));
        Assert.Throws<ObjectDisposedException>(() => writer.AddFile("b.bin", []));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_content_and_not_of_number_or_time()
    {
        SampleStore.Make(_folder.At("a"), 1);
        SampleStore.Make(_folder.At("b"), 1);
        using var a = StoreFolder.OpenForReading(_folder.At("a"));
        using var b = StoreFolder.OpenForReading(_folder.At("b"));
        var manifest = a.OpenNewest()!.Manifest;
        Assert.Equal(manifest.Fingerprint, b.OpenNewest()!.Manifest.Fingerprint);
        Assert.Equal(manifest.Fingerprint, (manifest with { Generation = 9, CreatedUtc = DateTimeOffset.UnixEpoch }).Fingerprint);
        Assert.NotEqual(manifest.Fingerprint, (manifest with { Tokens = 1 }).Fingerprint);
        Assert.NotEqual(manifest.Fingerprint, (manifest with { Files = [.. manifest.Files.Skip(1)] }).Fingerprint);
    }
}
