namespace StreamW2V.Store.Mapping;

/// <summary>How and where writable matrices are held: valid by construction.</summary>
public sealed record MatrixPlacement
{
    private MatrixPlacement(MappingKind kind, string? scratchFolder, long stayingRows = 0)
    {
        Kind = kind;
        ScratchFolder = scratchFolder;
        StayingRows = stayingRows;
    }

    /// <summary>Placement for <see cref="MappingKind.Private"/>.</summary>
    public static MatrixPlacement Private { get; } = new(MappingKind.Private, null);

    /// <summary>Placement for <see cref="MappingKind.Huge"/>.</summary>
    public static MatrixPlacement Huge { get; } = new(MappingKind.Huge, null);

    /// <summary>Where the rows live.</summary>
    public MappingKind Kind { get; }

    /// <summary>Folder of scratch files; null where there are none.</summary>
    public string? ScratchFolder { get; }

    /// <summary>The first so many rows of each matrix stay in memory where the others live in scratch files.</summary>
    public long StayingRows { get; }

    /// <summary>The placement for a kind; <paramref name="scratchFolder"/> and <paramref name="stayingRows"/> are used for <see cref="MappingKind.Shared"/> only.</summary>
    public static MatrixPlacement Of(MappingKind kind, string scratchFolder, long stayingRows = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(scratchFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(stayingRows);
        return kind switch
        {
            MappingKind.Private => Private,
            MappingKind.Huge => Huge,
            MappingKind.Shared => new MatrixPlacement(kind, scratchFolder, stayingRows),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    /// <summary>The same without rows that stay: for a matrix whose first rows are not those in use all the time.</summary>
    public MatrixPlacement WithoutStayingRows => StayingRows == 0 ? this : new(Kind, ScratchFolder);

    /// <summary>A matrix of zero rows there; errors are those of <see cref="MappedMatrix.Create"/>.</summary>
    /// <param name="capacityRows">Rows.</param>
    /// <param name="dimension">Floats of a row that carry values.</param>
    /// <param name="isHotFirst">Whether the first rows are those in use all the time, so that they stay.</param>
    public IRowMatrix Create(long capacityRows, int dimension, bool isHotFirst = true) =>
        MappedMatrix.Create(capacityRows, dimension, isHotFirst ? this : WithoutStayingRows);
}
