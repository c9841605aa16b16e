using System.Diagnostics;
using System.Globalization;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;
using StreamW2V.Store.Tests.Journal;
using StreamW2V.TestKit;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>
/// Prevents a scratch file that stays on the disk when the process has ended, one that takes the space of rows nobody uses, and rows whose space is not
/// there when they are written, which would be SIGBUS.
/// </summary>
[Collection(ChildProcesses.Name)]
public sealed class SharedMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private MatrixPlacement Placement => MatrixPlacement.Of(MappingKind.Shared, _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_rows_are_a_shared_mapping_of_a_file_that_has_no_name()
    {
        var matrix = MappedMatrix.Create(1000, 100, Placement);
        matrix.Row(999)[5] = 1f;
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Matches(@" rw-s .*/scratch-\d+-\d+ \(deleted\)$", Assert.Single(Mappings()));
        Assert.Equal(2, Descriptors().Count);
        matrix.Dispose();
        matrix.Dispose();
        Assert.Empty(Mappings());
        Assert.Empty(Descriptors());
    }

    [Fact]
    public void Disk_space_is_taken_for_rows_in_use_and_before_they_are_written()
    {
        const int Rows = 10_000_000;
        const long RowBytes = 112 * sizeof(float);
        using var matrix = MappedMatrix.Create(Rows, 100, Placement);
        Assert.Equal(0f, matrix.Rows(Rows - 1, 1)[111]);
        Assert.Equal(0, AllocatedBytes());
        matrix.Allocate(1);
        var step = AllocatedBytes();
        Assert.InRange(step, RowBytes, 64 << 20);
        matrix.Allocate(step / RowBytes);
        Assert.Equal(step, AllocatedBytes());
        matrix.Row(0).Fill(1f);
        matrix.Allocate((step / RowBytes) + 1);
        Assert.InRange(AllocatedBytes(), step + 1, 3 * step);
        Assert.Equal((1f, 0f), (matrix.Rows(0, 1)[111], matrix.Rows(1, 1)[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Allocate(Rows + 1L));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Allocate(-1));
    }

    [Fact]
    public void The_rows_of_a_file_have_their_space_once_it_is_mapped()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 50_000, 100);
        using var matrix = MappedMatrix.Map(path, 50_000, Placement);
        Assert.InRange(AllocatedBytes(), 50_000L * 112 * sizeof(float), long.MaxValue);
        Assert.Equal(MatrixFile.Value(49_999, 99), matrix.Rows(49_999, 1)[99]);
    }

    [Fact]
    public void A_matrix_that_ends_within_a_step_is_allocated_to_its_end_and_no_further()
    {
        using var matrix = MappedMatrix.Create(3, 16, Placement);
        matrix.Allocate(3);
        Assert.InRange(AllocatedBytes(), 3 * 64, 64 << 10);
        using var empty = MappedMatrix.Create(0, 16, Placement);
        empty.Allocate(0);
        Assert.Equal(0, empty.Rows(0, 0).Length);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3000, 3_600)]
    [InlineData(9999, 12_000)]
    [InlineData(1_000_000, 12_000)]
    public void The_first_rows_stay_in_memory(long stayingRows, int leastKilobytes)
    {
        const int Rows = 9000;
        string path = MatrixFile.Write(_folder.At("m.npy"), Rows, 300);
        using var matrix = MappedMatrix.Map(path, Rows + 1000, MatrixPlacement.Of(MappingKind.Shared, _folder.Path, stayingRows), 300);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(MatrixFile.Value(row, 0), matrix.Rows(row, 1)[0]);
            Assert.Equal(MatrixFile.Value(row, 299), matrix.Rows(row, 1)[299]);
        }

        matrix.Allocate(Rows + 1000);
        matrix.FetchAhead([.. Enumerable.Range(0, Rows + 1000)]);
        matrix.Row(0)[0] = matrix.Row(2999)[0] = matrix.Row(Rows + 999)[299] = 7f;
        Assert.Equal((7f, 7f, 7f, 0f), (matrix.Rows(0, 1)[0], matrix.Rows(2999, 1)[0], matrix.Rows(Rows + 999, 1)[299], matrix.Rows(Rows + 998, 1)[0]));
        long shared = Mappings().Sum(line => Bytes(line));
        Assert.InRange(((Rows + 1000L) * 304 * sizeof(float)) - shared, (1000L * leastKilobytes) - Environment.SystemPageSize, (1000L * leastKilobytes) + 300_000);
        Assert.Equal(File.ReadAllBytes(MatrixFile.Write(_folder.At("same.npy"), Rows, 300)), File.ReadAllBytes(path));

        static long Bytes(string mapping)
        {
            long[] ends = [.. mapping.Split(' ')[0].Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            return ends[1] - ends[0];
        }
    }

    [Theory]
    [InlineData(MappingKind.Private, 0)]
    [InlineData(MappingKind.Private, 2000)]
    [InlineData(MappingKind.Huge, 0)]
    [InlineData(MappingKind.Huge, 9500)]
    public void Rows_move_to_the_disk_in_place_and_the_file_they_came_from_stays(MappingKind kind, long stayingRows)
    {
        const int Rows = 9000;
        string path = MatrixFile.Write(_folder.At("m.npy"), Rows, 300);
        byte[] file = File.ReadAllBytes(path);
        using var matrix = MappedMatrix.Map(path, Rows + 1000, MatrixPlacement.Of(kind, _folder.Path), 300);
        ref float origin = ref matrix.Origin;
        matrix.Row(Rows - 1)[7] = 5f;
        Assert.False(matrix.MayLeaveMemory);
        matrix.CopyToDisk(_folder.Path, Rows, stayingRows)?.MoveIn();
        matrix.CopyToDisk(_folder.Path, Rows, stayingRows)?.MoveIn();
        Assert.True(matrix.MayLeaveMemory);
        Assert.Equal(2, Descriptors().Count);
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), line => line.EndsWith("/m.npy", StringComparison.Ordinal));
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref origin, ref matrix.Origin));
        Assert.Equal((5f, 0f), (matrix.Rows(Rows - 1, 1)[7], matrix.Rows(Rows, 1)[0]));
        for (int row = 0; row < Rows - 1; row++)
        {
            Assert.Equal(MatrixFile.Value(row, 299), matrix.Rows(row, 1)[299]);
        }

        matrix.Allocate(Rows + 1000);
        matrix.Row(Rows + 999).Fill(2f);
        Assert.Equal(file, File.ReadAllBytes(path));
    }

    [Fact]
    public void Rows_that_cannot_be_moved_stay_where_they_are()
    {
        using var matrix = MappedMatrix.Create(100, 16, MatrixPlacement.Private);
        matrix.Row(3).Fill(1f);
        Assert.Throws<StorageException>(() => matrix.CopyToDisk(_folder.At("none"), 100));
        Assert.Equal((1f, false), (matrix.Rows(3, 1)[15], matrix.MayLeaveMemory));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.CopyToDisk(_folder.Path, 101));
    }

    [Fact]
    public void A_copy_that_is_not_moved_in_gives_its_space_back()
    {
        using var matrix = MappedMatrix.Create(100, 16, MatrixPlacement.Private);
        matrix.Row(3).Fill(1f);
        using (var copy = matrix.CopyToDisk(_folder.Path, 100))
        {
            Assert.NotNull(copy);
            Assert.Equal(2, Descriptors().Count);
        }

        Assert.Empty(Descriptors());
        matrix.Row(3).Fill(2f);
        Assert.Equal((2f, false), (matrix.Rows(3, 1)[15], matrix.MayLeaveMemory));
    }

    [Fact]
    public void Rows_asked_for_ahead_keep_what_is_in_them()
    {
        const int Rows = 20_000;
        string path = MatrixFile.Write(_folder.At("m.npy"), Rows, 300);
        using var matrix = MappedMatrix.Map(path, Rows, Placement, 300);
        var random = new Lcg(5);
        for (int round = 0; round < 300; round++)
        {
            int[] rows = [.. Enumerable.Range(0, 50).Select(_ => random.Next(Rows)), 0, Rows - 1];
            matrix.FetchAhead(rows);
            foreach (int row in rows)
            {
                Assert.Equal(MatrixFile.Value(row, 299), matrix.Rows(row, 1)[299]);
                matrix.Row(row)[5] = MatrixFile.Value(row, 5);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.FetchAhead([Rows]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.FetchAhead([-1]));
    }

    [Fact]
    public void Matrices_have_a_file_each()
    {
        using var one = MappedMatrix.Create(10, 16, Placement);
        using var other = MappedMatrix.Create(10, 16, Placement);
        one.Row(3).Fill(1f);
        Assert.Equal(0f, other.Rows(3, 1)[0]);
    }

    [Theory]
    [InlineData(MappingKind.Private)]
    [InlineData(MappingKind.Huge)]
    [InlineData(MappingKind.Shared)]
    [InlineData(null)]
    public void A_generation_written_from_any_kind_has_the_same_bytes(MappingKind? kind)
    {
        const int Rows = 5000;
        using var store = StoreFolder.OpenForWriting(_folder.At("store"), SampleStore.Seed);
        using IRowMatrix matrix = kind is { } one ? MatrixPlacement.Of(one, store.Path).Create(Rows + 7, 100) : HeapMatrix.Create(Rows + 7, 100);
        matrix.Allocate(Rows);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < 100; column++)
            {
                System.Runtime.CompilerServices.Unsafe.Add(ref matrix.Origin, (row * matrix.Stride) + column) = MatrixFile.Value(row, column);
            }
        }

        using (var writer = store.BeginGeneration())
        {
            writer.AddMatrix("input.npy", matrix, Rows);
            writer.Commit(SampleStore.ManifestOf(writer.Number) with { Dimension = 100 });
        }

        var generation = store.OpenNewest()!;
        string expected = MatrixFile.Write(_folder.At("expected.npy"), Rows, 100);
        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(generation.MatrixPath("input.npy")));
        using var again = generation.Map("input.npy", Rows + 1, MatrixPlacement.Of(MappingKind.Shared, store.Path));
        again.Row(0).Fill(-1f);
        generation.Verify(matrices: true);
        Assert.Equal(MatrixFile.Value(Rows - 1, 99), again.Rows(Rows - 1, 1)[99]);
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_named()
    {
        string file = _folder.At("file");
        File.WriteAllText(file, "");

        // In /sys nobody can make a file, not even root.
        foreach (var (folder, error) in new[] { (_folder.At("none"), Errno.NotFound), (file, Errno.NotADirectory), ("/sys", 0) })
        {
            var failure = Assert.Throws<StorageException>(() => MappedMatrix.Create(10, 16, MatrixPlacement.Of(MappingKind.Shared, folder)));
            Assert.StartsWith(folder + "/scratch-", failure.Path, StringComparison.Ordinal);
            Assert.Contains(folder, failure.Message, StringComparison.Ordinal);
            Assert.Equal(error == 0 ? failure.ErrorNumber : error, failure.ErrorNumber);
        }

        Assert.Throws<StorageException>(() => MappedMatrix.Create(1L << 50, 16, Placement));
        Assert.Empty(Descriptors());
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private IEnumerable<string> Mappings() =>
        File.ReadLines("/proc/self/maps").Where(line => line.Contains(_folder.Path + "/scratch-", StringComparison.Ordinal));

    /// <summary>One to write through, and one that is asked whether the disk took it.</summary>
    private List<string> Descriptors() => OpenDescriptors.To(_folder.Path + "/scratch-");

    private long AllocatedBytes()
    {
        using var stat = Process.Start(
            new ProcessStartInfo("stat", ["-L", "-c", "%b", Descriptors()[0]]) { RedirectStandardOutput = true })!;
        string blocks = stat.StandardOutput.ReadToEnd();
        stat.WaitForExit();
        return long.Parse(blocks, CultureInfo.InvariantCulture) * 512;
    }
}
