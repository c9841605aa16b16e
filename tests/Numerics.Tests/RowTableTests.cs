using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents rows beside a table from lying outside the memory that was made for them, or not where the kernels look.</summary>
public sealed class RowTableTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(112)]
    [InlineData(304)]
    public void Rows_beside_a_table_are_zero_lie_in_their_own_memory_and_serve_kernels(int stride)
    {
        var table = RowTable.Allocate(4, stride, out var tableMemory);
        Assert.True(table.TryAllocateBeside(3, out var first, out var memory));
        for (var r = 0; r < 3; r++)
        {
            Assert.All(table[first + r].ToArray(), x => Assert.Equal(0, x));
            table[first + r].Fill(r + 1);
        }

        Assert.Equal(3 * stride, memory.Count(x => x != 0));
        Assert.All(tableMemory, x => Assert.Equal(0, x));
        table[2].Fill(0.5f);
        var scores = new float[3];
        KernelSelector.Dispatch<ScoresOf, bool>(new(table, first, scores));
        Assert.Equal([0.5f * stride, stride, 1.5f * stride], scores);
        GC.KeepAlive(memory);
    }

    private readonly record struct ScoresOf(RowTable Table, int First, float[] Scores) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            TKernel.Scores(Table, [2], Table, [First, First + 1, First + 2], Scores);
            return true;
        }
    }
}
