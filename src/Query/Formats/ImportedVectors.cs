using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Formats;

/// <summary>Vectors read from a file of another program.</summary>
/// <param name="format">The form the file had.</param>
/// <param name="hasCounts">Whether the counts are the file's own.</param>
/// <param name="vectors">The words in file order and their rows.</param>
public sealed class ImportedVectors(VectorFormat format, bool hasCounts, WordVectors vectors) : IDisposable
{
    /// <summary>The form the file had.</summary>
    public VectorFormat Format { get; } = format;

    /// <summary>Whether the counts are the file's own; otherwise they are V, V − 1, ... 1 in file order.</summary>
    public bool HasCounts { get; } = hasCounts;

    /// <summary>The words, ids in file order, and their rows: contiguous by <see cref="VectorRows.Run"/>, padded to 16 floats.</summary>
    public WordVectors Vectors { get; } = vectors;

    /// <inheritdoc/>
    public void Dispose() => Vectors.Dispose();
}
