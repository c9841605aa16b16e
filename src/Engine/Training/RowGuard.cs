namespace StreamW2V.Engine.Training;

/// <summary>
/// Tells all who write rows whether a snapshot of them is being written. It is set while no trainer works, so whoever asks at the start of a batch, or of an item that runs alone, has the answer for all of it.
/// Between snapshots that is all they cost: a question for each batch.
/// </summary>
internal sealed class RowGuard
{
    private ModelSnapshot? _current;

    /// <summary>The snapshot to ask before a row is written; null while there is none. One that is done may still be asked and keeps nothing.</summary>
    public ModelSnapshot? Current => Volatile.Read(ref _current);

    /// <summary>Begins a snapshot. No trainer may be at work.</summary>
    public void Begin(ModelSnapshot snapshot) => Volatile.Write(ref _current, snapshot);

    /// <summary>Ends the snapshot, at any time.</summary>
    public void End() => Volatile.Write(ref _current, null);
}
