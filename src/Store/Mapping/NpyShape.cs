namespace StreamW2V.Store.Mapping;

/// <summary>The shape of a matrix file.</summary>
/// <param name="Rows">Rows in the file, 0 or more.</param>
/// <param name="Stride">Floats from one row to the next: the dimension rounded up to a multiple of 16, the rest zeros.</param>
public readonly record struct NpyShape(long Rows, int Stride);
