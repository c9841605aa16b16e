using StreamW2V.Store.Mapping;

namespace StreamW2V.Query.Vectors;

/// <summary>The rows of a matrix of the store, where they lie: nothing is copied. Owns the mapping.</summary>
internal sealed class MappedRows : VectorRows
{
    private readonly MappedMatrix _matrix;

    /// <summary>The first <paramref name="count"/> rows of <paramref name="matrix"/>, which has at least that many.</summary>
    public MappedRows(MappedMatrix matrix, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, matrix.Capacity);
        _matrix = matrix;
        Count = count;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int Dimension => _matrix.Dimension;

    /// <inheritdoc/>
    public override int Stride => _matrix.Stride;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Run(int first, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)Count, nameof(first));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        return _matrix.Rows(first, Math.Min(Math.Min(maximum, Count - first), int.MaxValue / Stride));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _matrix.Dispose();
}
