using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The files that are there, by inode: a rename keeps its entry, and a file that several paths lead to (hard links, overlapping folders)
/// has one. Compares each scan with the last and says which files to visit, in the order of (modification time, path).
/// </summary>
internal sealed class FileTable
{
    private readonly Dictionary<FileKey, TrackedFile> _files = [];
    private readonly TimeProvider _time;
    private Dictionary<string, FileKey>? _byPath;
    private FileKey?[] _folders = [];
    private long _scan;

    public FileTable(TimeProvider time) => _time = time;

    /// <summary>The files of the last scan.</summary>
    public IReadOnlyCollection<TrackedFile> Files => _files.Values;

    /// <summary>Whether a file is there and is to be visited.</summary>
    public bool IsDue(FileKey key) => _files.TryGetValue(key, out var file) && (file.IsDue || file.IsQueued) && !file.IsPutOff;

    /// <summary>
    /// Whether a file is there and has lines that have not been accepted, or may have: it has grown since it was read, or it is gone since the scan and will be read to
    /// its end by the next one.
    /// </summary>
    public bool IsUnfinished(FileKey key) => _files.TryGetValue(key, out var file)
        && (file.IsDue || file.IsQueued || file.IsPutOff || file.HeldBytes > 0
            || RegularFile.TryGetStatus(file.Path, followLinks: true, out _) is not { } status
            || FileKey.Of(status) != key
            || status.Size != file.VisitedSize);

    /// <summary>
    /// Whether the file that a path with .gz behind it is made from has lines that have not been accepted. Asked of the last scan, since the file may be gone by now
    /// and still be open, to be read to its end by the next.
    /// </summary>
    public bool HasUnfinishedOriginal(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (_byPath is null)
        {
            _byPath = [];
            foreach (var file in _files.Values)
            {
                // Two may be known by one path while a folder cannot be listed.
                _byPath[file.Path] = file.Key;
            }
        }

        return _byPath.TryGetValue(path[..^3], out var original) && IsUnfinished(original);
    }

    /// <summary>Takes in a scan and returns the visits it asks for.</summary>
    public List<PlannedVisit> Update(FolderScan scan)
    {
        _scan++;
        _byPath = null;
        long now = _time.GetTimestamp();
        foreach (var seen in scan.Files)
        {
            See(seen, now);
        }

        var visits = new List<PlannedVisit>();
        var folders = scan.Roots.Select(root => root.Folder).ToArray();
        foreach (var file in _files.Values)
        {
            if (file.SeenBy != _scan)
            {
                AddGone(visits, file, scan);
                continue;
            }

            file.TakePath();
            if (file.IsDue && !file.IsQueued)
            {
                file.IsQueued = true;
                visits.Add(new PlannedVisit(file, false, false));
            }
        }

        foreach (var visit in visits)
        {
            if (visit.IsGone)
            {
                _files.Remove(visit.File.Key);
            }
        }

        _folders = folders;
        visits.Sort();
        return visits;
    }

    private void See(ScannedFile seen, long now)
    {
        var key = FileKey.Of(seen.Status);
        if (!_files.TryGetValue(key, out var file))
        {
            _files.Add(key, file = new TrackedFile(key, seen, now));
        }

        if (file.SeenBy != _scan)
        {
            file.SeenBy = _scan;
            file.See(seen, now);
        }
        else
        {
            file.SeeAgain(seen);
        }
    }

    private void AddGone(List<PlannedVisit> visits, TrackedFile file, FolderScan scan)
    {
        var root = scan.Roots[file.Root];
        // A folder that is missing or has become another one may be an unmounted disk, and so may one inside of it: its files are dropped and may come back. In a
        // folder that could not be listed as a whole, a file not seen may still be there.
        bool isSameFolder = root.Folder is not null && file.Root < _folders.Length && _folders[file.Root] == root.Folder;
        if (isSameFolder && scan.IsHidden(file.Path))
        {
            return;
        }

        visits.Add(new PlannedVisit(file, true, !isSameFolder || !file.IsSureToBeGone));
    }
}
