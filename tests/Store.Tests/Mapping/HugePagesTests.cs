using System.Globalization;
using System.Runtime.CompilerServices;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents rows in memory that do not ask for huge pages: they would be as right, and slower than a program without mappings.</summary>
public sealed class HugePagesTests : IDisposable
{
    private const int Dimension = 300;
    private const int Rows = 9000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [HugePagesTheory]
    [InlineData(MappingKind.Private)]
    [InlineData(MappingKind.Huge)]
    public void A_new_matrix_begins_where_a_huge_page_can_and_asks_for_them_to_its_end(MappingKind kind)
    {
        using var matrix = MappedMatrix.Create(Rows, Dimension, MatrixPlacement.Of(kind, _folder.Path));
        Assert.Equal(0, AddressOf(matrix, 0) % (2 << 20));
        Assert.True(AsksForHugePages(matrix, 0));
        Assert.True(AsksForHugePages(matrix, Rows - 1));
    }

    [HugePagesTheory]
    [InlineData(MappingKind.Private, false)]
    [InlineData(MappingKind.Huge, true)]
    public void Rows_behind_those_of_a_file_are_in_huge_pages(MappingKind kind, bool areThoseOfTheFile)
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 3000, Dimension);
        using var matrix = MappedMatrix.Map(path, Rows, MatrixPlacement.Of(kind, _folder.Path), Dimension);
        Assert.Equal(areThoseOfTheFile, AsksForHugePages(matrix, 0));
        Assert.True(AsksForHugePages(matrix, 3100));
        Assert.True(AsksForHugePages(matrix, Rows - 1));
    }

    /// <summary>Whether the kernel was asked for huge pages where a row begins (<c>hg</c> among the flags of its mapping).</summary>
    private static bool AsksForHugePages(MappedMatrix matrix, long row)
    {
        long address = AddressOf(matrix, row);
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string first = line.Split(' ', 2)[0];
            if (first.Split('-') is [var start, var end])
            {
                isInside = Number(start) <= address && address < Number(end);
            }
            else if (isInside && first == "VmFlags:")
            {
                return line.Split(' ').Contains("hg");
            }
        }

        throw new InvalidOperationException($"nothing is mapped at {address:x}");

        static long Number(string hexadecimal) => (long)ulong.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static long AddressOf(MappedMatrix matrix, long row) => Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref matrix.Row(row)[0]);

    private sealed class HugePagesTheoryAttribute : TheoryAttribute
    {
        public HugePagesTheoryAttribute() => Skip =
            Environment.SystemPageSize == 4096 && Directory.Exists("/sys/kernel/mm/transparent_hugepage") ? null! : "needs pages of 4 KiB and transparent huge pages";
    }
}
