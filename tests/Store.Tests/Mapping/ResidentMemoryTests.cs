using System.Globalization;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents reserved rows, and copies of rows that are on the disk, from taking memory for months.</summary>
[Collection(nameof(ResidentMemoryTests))]
[CollectionDefinition(nameof(ResidentMemoryTests), DisableParallelization = true)]
public sealed class ResidentMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Moving_to_the_disk_gives_the_private_copies_back()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 400_000, 16);
        using var matrix = MappedMatrix.Map(path, 400_000, MatrixPlacement.Private);
        matrix.Prefault(400_000);
        long copied = AnonymousKilobytes();
        matrix.CopyToDisk(_folder.Path, 400_000)?.MoveIn();
        Assert.InRange(AnonymousKilobytes(), 0, copied - 20_000);
    }

    [Fact]
    public void Reserved_rows_cost_no_memory_until_they_are_written()
    {
        long before = AnonymousKilobytes();
        using var matrix = MappedMatrix.Create(100_000_000, 100, MatrixPlacement.Private);
        matrix.Row(99_999_999)[0] = 1f;
        Assert.Equal(0f, matrix.Rows(50_000_000, 1)[0]);
        Assert.InRange(AnonymousKilobytes() - before, -100_000, 16_384);
    }

    private static long AnonymousKilobytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line[8..^2], CultureInfo.InvariantCulture);
    }
}
