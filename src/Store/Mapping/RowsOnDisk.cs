namespace StreamW2V.Store.Mapping;

/// <summary>
/// Rows of a matrix that have been written to a scratch file and are still used where they are in memory. The matrices of a model are all written before the first is moved, so that a disk without room
/// for the last one leaves all of them as they were.
/// </summary>
public sealed class RowsOnDisk : IDisposable
{
    private readonly Action<ScratchFile> _moveIn;
    private ScratchFile? _scratch;

    internal RowsOnDisk(ScratchFile scratch, Action<ScratchFile> moveIn)
    {
        _scratch = scratch;
        _moveIn = moveIn;
    }

    /// <summary>Puts the file into the place of the memory: addresses stay. No row may have been written since.</summary>
    public void MoveIn()
    {
        ObjectDisposedException.ThrowIf(_scratch is null, this);
        _moveIn(_scratch);
        _scratch = null;
    }

    /// <summary>Gives the disk its space back, unless the rows have moved in.</summary>
    public void Dispose() => _scratch?.Dispose();
}
