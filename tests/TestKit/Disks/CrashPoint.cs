namespace StreamW2V.TestKit.Disks;

/// <summary>
/// A moment at which the power fails: behind a number of recorded changes. What no sync has made durable by then may or may not have happened, in any
/// combination POSIX allows: each 512-byte sector of each write for itself, lengths ahead of their content, and names in any order but that of changes to
/// the same name. A synced file is durable in its content only; its name is when its folder is synced. A rename is one step, but between two folders both
/// names may remain until the old one is synced, and if only the old one is, none may. What journaling file systems leave (names in the order of the calls, syncs that carry names with
/// them) is among these states.
/// </summary>
public sealed class CrashPoint
{
    private const int Sector = 512;

    private readonly SimulatedDisk _disk;
    private readonly int _changes;
    private readonly int[] _firstUnit;
    private readonly bool[] _isLinked;
    private readonly bool[] _isGone;
    private readonly List<bool> _isName = [];

    /// <summary>The moment before the recorded change of that number.</summary>
    public CrashPoint(SimulatedDisk disk, int changes)
    {
        _disk = disk;
        _changes = changes;
        _firstUnit = new int[changes];
        _isLinked = new bool[changes];
        _isGone = new bool[changes];
        HashSet<DiskNode> synced = [];
        var counts = new int[changes];
        for (var i = changes - 1; i >= 0; i--)
        {
            counts[i] = OpenParts(disk.Log[i], synced);
            _isGone[i] = disk.Log[i].Kind == DiskChangeKind.Rename && synced.Contains(disk.Log[i].Place.Folder);
            _isLinked[i] = disk.Log[i].Kind == DiskChangeKind.Rename && synced.Contains(disk.Log[i].Destination.Folder);
        }

        for (var i = 0; i < changes; i++)
        {
            _firstUnit[i] = counts[i] == 0 ? -1 : Units;
            for (var part = 0; part < counts[i]; part++)
            {
                _isName.Add(disk.Log[i].Kind is DiskChangeKind.Link or DiskChangeKind.Unlink or DiskChangeKind.Rename);
            }
        }
    }

    /// <summary>Parts of changes that may or may not have happened.</summary>
    public int Units => _isName.Count;

    /// <summary>Whether a part is that of a name; the others are sectors and lengths.</summary>
    public bool IsName(int unit) => _isName[unit];

    /// <summary>One of the states.</summary>
    /// <param name="kept">Which parts have happened; those that need one that has not do not happen either.</param>
    /// <param name="tail">What stands where a file got longer than what was written of it.</param>
    public DiskImage State(Func<int, bool> kept, CrashTail tail)
    {
        var state = new CrashedDisk(tail);
        for (var i = 0; i < _changes; i++)
        {
            var change = _disk.Log[i];
            var unit = _firstUnit[i];
            switch (change.Kind)
            {
                case DiskChangeKind.Link:
                    state.Set(change.Place, change.Node, unit < 0, unit < 0 || kept(unit));
                    break;
                case DiskChangeKind.Unlink:
                    state.Set(change.Place, null, unit < 0, unit < 0 || kept(unit));
                    break;
                case DiskChangeKind.Rename:
                    Rename(state, i, unit, kept);
                    break;
                case DiskChangeKind.Write:
                    Write(state, change, unit, kept);
                    break;
                case DiskChangeKind.Truncate:
                    state.Cut(change.Node, change.Offset, unit < 0 || kept(unit));
                    break;
                case DiskChangeKind.Decay:
                    state.Write(change.Node, change.Offset, change.Bytes, isDurable: true);
                    break;
            }
        }

        return state.Image(_disk.Root);
    }

    /// <summary>How many parts of a change are open, seen from the end of the log, where the syncs behind it are known.</summary>
    private static int OpenParts(DiskChange change, HashSet<DiskNode> synced)
    {
        switch (change.Kind)
        {
            case DiskChangeKind.SyncFile or DiskChangeKind.SyncFolder:
                synced.Add(change.Node);
                return 0;
            case DiskChangeKind.Link or DiskChangeKind.Unlink:
                return synced.Contains(change.Place.Folder) ? 0 : 1;
            case DiskChangeKind.Rename when change.Place.Folder == change.Destination.Folder:
                return synced.Contains(change.Place.Folder) ? 0 : 1;
            case DiskChangeKind.Rename:
                return !synced.Contains(change.Place.Folder) ? 2 : synced.Contains(change.Destination.Folder) ? 0 : 1;
            case DiskChangeKind.Decay:
                return 0;
            default:
                var isDurable = change.CanBecomeDurable && synced.Contains(change.Node);
                return isDurable ? 0 : change.Kind == DiskChangeKind.Truncate ? 1 : Sectors(change);
        }
    }

    private static int Sectors(DiskChange write) => write.Bytes.Length == 0
        ? 0 : ((write.Offset + write.Bytes.Length - 1) / Sector) - (write.Offset / Sector) + 1;

    private void Rename(CrashedDisk state, int number, int unit, Func<int, bool> kept)
    {
        var change = _disk.Log[number];
        if (unit < 0 || change.Place.Folder == change.Destination.Folder)
        {
            state.Move(change, unit < 0, unit < 0 || kept(unit));
            return;
        }

        // Between two folders: the new name first, unless the folder of the old one alone was synced.
        var isLinked = _isLinked[number];
        var linked = state.Set(change.Destination, change.Node, isLinked, isLinked || (kept(unit) && state.Holds(change.Place, change.Node)));
        state.Set(change.Place, null, _isGone[number], _isGone[number] || (linked && kept(unit + 1)));
    }

    private static void Write(CrashedDisk state, DiskChange change, int unit, Func<int, bool> kept)
    {
        if (unit < 0)
        {
            state.Write(change.Node, change.Offset, change.Bytes, isDurable: true);
            return;
        }

        state.Issue(change.Node, change.Offset + change.Bytes.Length);
        for (var at = 0; at < change.Bytes.Length; unit++)
        {
            var length = Math.Min(change.Bytes.Length - at, Sector - ((change.Offset + at) % Sector));
            if (kept(unit))
            {
                state.Write(change.Node, change.Offset + at, change.Bytes.AsSpan(at, length), isDurable: false);
            }

            at += length;
        }
    }
}
