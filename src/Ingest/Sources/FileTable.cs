namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The files that are there, by inode: a rename keeps its entry, and a file that several paths lead to (hard links, overlapping folders)
/// has one. Compares each scan with the last and says which files to visit, in the order of (modification time, path).
/// </summary>
internal sealed class FileTable
{
    private readonly Dictionary<FileKey, TrackedFile> _files = [];
    private readonly Dictionary<TrackedFile, string> _renamed = [];
    private readonly TimeProvider _time;
    private FileKey?[] _folders = [];
    private long _scan;

    public FileTable(TimeProvider time) => _time = time;

    /// <summary>The files of the last scan.</summary>
    public IReadOnlyCollection<TrackedFile> Files => _files.Values;

    /// <summary>Whether a file is there and has lines that have not been accepted.</summary>
    public bool IsUnfinished(FileKey key) => _files.TryGetValue(key, out var file) && (file.IsDue || file.IsQueued || file.HeldBytes > 0);

    /// <summary>Takes in a scan and returns the visits it asks for.</summary>
    public List<PlannedVisit> Update(FolderScan scan)
    {
        _scan++;
        long now = _time.GetTimestamp();
        foreach (var seen in scan.Files)
        {
            See(seen, now);
        }

        foreach (var (file, path) in _renamed)
        {
            file.Path = path;
            file.MakeDue();
        }

        _renamed.Clear();
        var visits = new List<PlannedVisit>();
        var folders = scan.Roots.Select(root => root.Folder).ToArray();
        foreach (var file in _files.Values)
        {
            if (file.SeenBy != _scan)
            {
                AddGone(visits, file, scan.Roots[file.Root]);
            }
            else if (file.IsDue && !file.IsQueued)
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
            _files.Add(key, new TrackedFile(key, seen.Root, seen.Path, seen.Status, now) { SeenBy = _scan });
            return;
        }

        if (file.SeenBy != _scan)
        {
            file.SeenBy = _scan;
            file.See(seen.Status, now);
            if (file.Path != seen.Path)
            {
                _renamed[file] = seen.Path;
                file.Root = seen.Root;
            }

            return;
        }

        // Another path to the same file. The one it is known by stays; of the others, and of a new file's, the first in order counts.
        if (file.Path == seen.Path)
        {
            _renamed.Remove(file);
        }
        else if (_renamed.TryGetValue(file, out string? other) && string.CompareOrdinal(seen.Path, other) < 0)
        {
            _renamed[file] = seen.Path;
        }
        else if (file.IsNew && string.CompareOrdinal(seen.Path, file.Path) < 0)
        {
            file.Path = seen.Path;
        }
    }

    private void AddGone(List<PlannedVisit> visits, TrackedFile file, ScannedRoot root)
    {
        // A folder that is missing or has become another one may be an unmounted disk: its files are dropped and may come back. In a
        // folder that could not be listed as a whole, a file not seen may still be there.
        bool isSameFolder = root.Folder is not null && file.Root < _folders.Length && _folders[file.Root] == root.Folder;
        if (isSameFolder && !root.IsComplete)
        {
            return;
        }

        visits.Add(new PlannedVisit(file, true, !isSameFolder));
    }
}
