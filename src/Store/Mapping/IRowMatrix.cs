using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// A matrix of float32 rows at fixed addresses, to be trained on and written to a generation: row r starts <c>r * Stride</c> floats
/// behind <see cref="Origin"/> for as long as the matrix lives. Dispose it when no span or reference into the rows is in use any more.
/// </summary>
public interface IRowMatrix : IDisposable
{
    /// <summary>Rows there are addresses for.</summary>
    long Capacity { get; }

    /// <summary>Floats from one row to the next: the dimension rounded up to a multiple of 16; the rest must stay zero.</summary>
    int Stride { get; }

    /// <summary>The first float of row 0, 64-byte aligned. Not range-checked beyond it.</summary>
    ref float Origin { get; }

    /// <summary>
    /// Makes sure that the first <paramref name="rows"/> rows can be written: call it before a row is written for the first time. It takes space on a disk, or memory, some rows ahead; most calls find it taken.
    /// </summary>
    /// <exception cref="StorageException">There is no space; see <see cref="StorageException.IsOutOfSpace"/>.</exception>
    void Allocate(long rows);

    /// <summary>
    /// True where the kernel may take rows out of memory, so that <see cref="FetchAhead"/> is worth its price.
    /// </summary>
    bool MayLeaveMemory { get; }

    /// <summary>
    /// Writes the rows to a scratch file in a folder, as <see cref="MappingKind.Shared"/> has them, and leaves it to <see cref="RowsOnDisk.MoveIn"/> to put it into their place. No thread may write a row
    /// until then. Null where rows may leave memory already, and for a matrix that has its memory in any case.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rows">Rows in use: those behind them are zero.</param>
    /// <param name="stayingRows">The first so many, up to a page more or less, stay where they are.</param>
    /// <exception cref="StorageException">The file cannot be made or has no room; the rows are where they were then.</exception>
    RowsOnDisk? CopyToDisk(string folder, long rows, long stayingRows = 0);

    /// <summary>
    /// Starts to bring rows into memory that are about to be used, in any order, and comes back before they are there. It is meant for a batch of training at a time and
    /// does nothing where rows stay in memory. Not for use by two threads at once.
    /// </summary>
    void FetchAhead(ReadOnlySpan<int> rows);

    /// <summary>
    /// Starts to read rows that will be read in order, as far as there are; by any thread. Where rows may leave memory, each page is waited for on its own otherwise. It does nothing where they do not.
    /// </summary>
    void ReadAhead(long first, long count);

    /// <summary>To be called after rows were read for good, as for a generation: throws if some of them may be older than the last write, because they left memory and the disk did not take them.</summary>
    /// <exception cref="StorageException">That is so; a failed sync.</exception>
    void RequireWritten();

    /// <summary>
    /// <paramref name="count"/> contiguous rows of <see cref="Stride"/> floats each; their floats together must fit a span (2^31).
    /// </summary>
    ReadOnlySpan<float> Rows(long first, int count);
}
