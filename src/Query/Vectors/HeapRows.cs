using StreamW2V.Numerics;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// Rows held in arrays: what an import reads into. They are kept in blocks that are added as rows arrive, so that a header
/// that promises too many rows costs nothing and no array reaches the runtime's length limit.
/// </summary>
public sealed class HeapRows : VectorRows
{
    private const int BlockFloats = 1 << 22;

    private readonly List<float[]> _blocks = [];
    private readonly int _rowsPerBlock;
    private int _count;

    /// <summary>An empty table of vectors of <paramref name="dimension"/> floats.</summary>
    public HeapRows(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        Dimension = dimension;
        Stride = RowTable.StrideOf(dimension);
        _rowsPerBlock = Math.Max(1, BlockFloats / Stride);
    }

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override int Stride { get; }

    /// <summary>Appends a row of zeros and returns its <see cref="VectorRows.Dimension"/> floats to be filled.</summary>
    public Span<float> Append()
    {
        var inBlock = _count % _rowsPerBlock;
        if (inBlock == 0)
        {
            // The first block grows by doubling, so that a small set stays small; those behind it are made whole.
            _blocks.Add(new float[_blocks.Count == 0 ? Stride : _rowsPerBlock * Stride]);
        }

        var block = _blocks[^1];
        if ((inBlock + 1) * Stride > block.Length)
        {
            Array.Resize(ref block, Math.Min(block.Length * 2, _rowsPerBlock * Stride));
            _blocks[^1] = block;
        }

        checked
        {
            _count++;
        }

        return block.AsSpan(inBlock * Stride, Dimension);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Run(int first, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)_count, nameof(first));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        var inBlock = first % _rowsPerBlock;
        var rows = Math.Min(Math.Min(maximum, _count - first), _rowsPerBlock - inBlock);
        return _blocks[first / _rowsPerBlock].AsSpan(inBlock * Stride, rows * Stride);
    }
}
