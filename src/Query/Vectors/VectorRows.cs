using StreamW2V.Numerics;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// A read-only table of float32 rows, one per word id. A row is <see cref="Stride"/> floats long, a multiple of
/// <see cref="RowTable.Padding"/>; the first <see cref="Dimension"/> of them are the vector and the rest are zero.
/// </summary>
public abstract class VectorRows : IDisposable
{
    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Floats of a vector.</summary>
    public abstract int Dimension { get; }

    /// <summary>Floats from the start of one row to the start of the next.</summary>
    public abstract int Stride { get; }

    /// <summary>
    /// Contiguous rows from <paramref name="first"/> on: at least one, at most <paramref name="maximum"/>, each of
    /// <see cref="Stride"/> floats. The span's length tells how many there are.
    /// </summary>
    public abstract ReadOnlySpan<float> Run(int first, int maximum);

    /// <summary>The vector of one row: <see cref="Dimension"/> floats.</summary>
    public ReadOnlySpan<float> Vector(int row) => Run(row, 1)[..Dimension];

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the rows are held in.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
