using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>Prevents a generation that holds rows of two moments, because somebody wrote a row before it was copied, and checksums that do not fit what was written.</summary>
public sealed class MatrixSnapshotTests : IDisposable
{
    private const int Rows = 20_011;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, MappingKind.Private)]
    [InlineData(100, MappingKind.Private)]
    [InlineData(304, MappingKind.Huge)]
    [InlineData(128, MappingKind.Shared)]
    [InlineData(20_000, MappingKind.Private)]
    public async Task Rows_that_are_written_meanwhile_are_in_the_file_as_they_were_when_it_began(int dimension, MappingKind kind)
    {
        int count = dimension > 1000 ? 151 : Rows;
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var matrix = MappedMatrix.Create(count + 500, dimension, MatrixPlacement.Of(kind, store.Path));
        matrix.Allocate(count + 500);
        for (int row = 0; row < count + 500; row++)
        {
            MatrixFile.Fill(matrix.Row(row), row, dimension);
        }

        using var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, count);
        using var started = new Barrier(4);
        var writers = Enumerable.Range(0, 3).Select(seed => Task.Factory.StartNew(
            () =>
            {
                started.SignalAndWait();
                ulong state = (ulong)seed;
                for (int i = 0; i < 3 * count; i++)
                {
                    // Rows behind the last one of the snapshot are written as well.
                    state = (state * 6364136223846793005) + 1442695040888963407;
                    int row = (int)((state >> 33) % (ulong)(count + 500));
                    snapshot.Keep(row);
                    matrix.Row(row)[(int)(state % (ulong)dimension)] = float.NaN;
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        started.SignalAndWait();
        writer.EndMatrix(snapshot);
        await Task.WhenAll(writers);

        var generation = writer.Commit(SampleStore.ManifestOf(1) with { Dimension = dimension });
        Assert.Equal(File.ReadAllBytes(MatrixFile.Write(_folder.At("expected.npy"), count, dimension)), File.ReadAllBytes(generation.MatrixPath("input.npy")));
        generation.Verify(matrices: true);
        Assert.Equal(-1, snapshot.FirstNotFinite);
        Assert.True(matrix.Rows(0, count).ContainsAnyExceptInRange(float.MinValue, float.MaxValue), "nobody has written a row");
    }

    [Fact]
    public void A_block_is_copied_once_by_whoever_needs_it_first_and_written_once()
    {
        var storage = new RecordingStorage();
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, storage);
        using var matrix = MappedMatrix.Create(Rows, 100, MatrixPlacement.Private);
        using var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, Rows);
        storage.Writes.Clear();
        snapshot.Keep([5000, 5001, 0, 5000]);
        snapshot.Keep(Rows + 1000);
        snapshot.Keep(Rows + 1_000_000);
        Assert.Equal(2, snapshot.BlocksKept);
        snapshot.KeepFirst(5000);
        var some = snapshot.BlocksKept;
        Assert.InRange(some, 15, 25);
        snapshot.KeepFirst(int.MaxValue);
        Assert.True(snapshot.BlocksKept > 70);
        Assert.Empty(storage.Writes);
        writer.EndMatrix(snapshot);
        Assert.Equal(Rows * 448L, storage.Writes.Sum(write => (long)write.Length));
        Assert.Equal(snapshot.BlocksKept, storage.Writes.DistinctBy(write => write.Offset).Count());
    }

    [Fact]
    public void Whoever_finds_no_room_for_a_copy_writes_some_and_memory_stays_bounded()
    {
        const int Many = 400_000;
        var storage = new RecordingStorage();
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, storage);
        storage.DiscardWrites = true;
        using var matrix = MappedMatrix.Create(Many, 100, MatrixPlacement.Private);
        using var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, Many);
        storage.Writes.Clear();
        snapshot.KeepFirst(Many);
        long held = (Many * 448L) - storage.Writes.Sum(write => (long)write.Length);
        Assert.InRange(held, 1, 64 << 20);
        writer.EndMatrix(snapshot);
        Assert.Equal(Many * 448L, storage.Writes.Sum(write => (long)write.Length));
    }

    [Theory]
    [InlineData(MappingKind.Private, false)]
    [InlineData(MappingKind.Shared, true)]
    public void A_file_of_rows_that_do_not_fit_into_memory_leaves_the_page_cache_while_it_is_written(MappingKind kind, bool leaves)
    {
        const int Many = 60_000;
        var storage = new RecordingStorage();
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, storage);
        using var matrix = MappedMatrix.Create(Many, 100, MatrixPlacement.Of(kind, store.Path));
        matrix.Allocate(Many);
        matrix.Row(Many - 1)[99] = 1f;
        using var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, Many);
        snapshot.Keep(Many / 2);
        writer.EndMatrix(snapshot);
        long fileBytes = storage.Writes.Where(write => write.Path.EndsWith("input.npy", StringComparison.Ordinal)).Sum(write => (long)write.Length);
        Assert.Equal(leaves ? fileBytes >> 23 : 0, storage.LeftMemory.Count);
        long end = NpyFile.HeaderBytes;
        foreach (var (_, offset, length) in storage.LeftMemory)
        {
            Assert.Equal(end, offset);
            end += length;
        }

        storage.LeftMemory.Clear();
        var generation = writer.Commit(SampleStore.ManifestOf(1) with { Dimension = 100 });
        Assert.Equal(leaves ? [(0L, fileBytes)] : [], storage.LeftMemory.Select(left => (left.Offset, left.Length)));
        generation.Verify(matrices: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(77)]
    [InlineData(Rows - 1)]
    public void The_first_row_that_is_not_finite_is_named(int row)
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var matrix = MappedMatrix.Create(Rows + 1, 100, MatrixPlacement.Private);
        matrix.Row(Rows)[0] = float.NaN;
        matrix.Row(Rows - 1)[3] = float.NegativeInfinity;
        matrix.Row(row)[99] = float.NaN;
        using var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, Rows);
        snapshot.Keep(Rows - 1);
        writer.EndMatrix(snapshot);
        Assert.Equal(row, snapshot.FirstNotFinite);
    }

    [Fact]
    public void An_error_of_whoever_keeps_a_row_is_thrown_to_whoever_ends_the_matrix()
    {
        var storage = new RecordingStorage();
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed, storage);
        using var matrix = MappedMatrix.Create(Rows, 100, MatrixPlacement.Private);
        var writer = store.BeginGeneration();
        var snapshot = writer.BeginMatrix("input.npy", matrix, Rows);
        storage.BeforeChange = change =>
        {
            if (change.StartsWith("write", StringComparison.Ordinal))
            {
                throw new StorageException("write", change, 28);
            }
        };
        snapshot.Keep(12);
        snapshot.Keep(5000);
        Assert.True(Assert.Throws<StorageException>(() => writer.EndMatrix(snapshot)).IsOutOfSpace);
        Assert.Throws<InvalidOperationException>(() => writer.Commit(SampleStore.ManifestOf(1)));
        writer.Dispose();
        snapshot.Keep(9000);
        Assert.Empty(Directory.GetDirectories(store.GenerationsPath));
    }

    [Fact]
    public void A_generation_that_is_given_up_keeps_nobody_waiting()
    {
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using var matrix = MappedMatrix.Create(Rows, 100, MatrixPlacement.Private);
        MatrixSnapshot snapshot;
        using (var writer = store.BeginGeneration())
        {
            snapshot = writer.BeginMatrix("input.npy", matrix, Rows);
            snapshot.Keep(1);
        }

        snapshot.KeepFirst(Rows);
        Assert.Equal(1, snapshot.BlocksKept);
        Assert.Empty(Directory.GetDirectories(store.GenerationsPath));
    }
}
