using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What one look at everything in the watched folders and their sub-folders has seen; used again and again. Skipped are names that start with a dot or end in .tmp or .part
/// (files that somebody is still writing), and whatever is no regular file. Links to folders are not followed.
/// </summary>
internal sealed class FolderScan
{
    private const int NotFound = 2;        // ENOENT
    private const int NotADirectory = 20;  // ENOTDIR
    private const int LinkLoop = 40;       // ELOOP

    private readonly List<ScannedFile> _files = [];
    private readonly List<ScannedRoot> _roots = [];
    private readonly HashSet<string> _unseen = [];
    private readonly Stack<string> _folders = new();
    private readonly List<FolderEntry> _entries = [];
    private readonly IReadOnlyList<string> _watched;
    private readonly bool _followSymlinks;

    /// <summary>A scan of folders that has seen nothing yet.</summary>
    /// <param name="watched">The watched folders.</param>
    /// <param name="followSymlinks">Whether links to files count.</param>
    public FolderScan(IReadOnlyList<string> watched, bool followSymlinks)
    {
        _watched = watched;
        _followSymlinks = followSymlinks;
    }

    /// <summary>The files, in no particular order.</summary>
    public IReadOnlyList<ScannedFile> Files => _files;

    /// <summary>One entry per watched folder.</summary>
    public IReadOnlyList<ScannedRoot> Roots => _roots;

    /// <summary>Files and folders passed over for their names.</summary>
    public long IgnoredNames { get; private set; }

    /// <summary>Links that were not followed, or lead nowhere.</summary>
    public long SkippedLinks { get; private set; }

    /// <summary>FIFOs, sockets and devices.</summary>
    public long SpecialFiles { get; private set; }

    /// <summary>Folders that could not be listed and paths that could not be examined.</summary>
    public long UnseenPaths => _unseen.Count;

    /// <summary>Looks at the folders as they are now.</summary>
    public void Run()
    {
        Forget();
        for (int root = 0; root < _watched.Count; root++)
        {
            ScanRoot(root, _watched[root]);
        }
    }

    /// <summary>
    /// Lets go of all that it saw, but keeps the lists: hundreds of bytes a file, which would be garbage at each scan that is not collected for minutes.
    /// </summary>
    public void Forget()
    {
        _files.Clear();
        _roots.Clear();
        _unseen.Clear();
        (IgnoredNames, SkippedLinks, SpecialFiles) = (0, 0, 0);
    }

    /// <summary>Whether a file at the path may be there although the scan did not come upon it: it, or a folder above it, could not be looked at.</summary>
    public bool IsHidden(string path)
    {
        if (_unseen.Count == 0)
        {
            return false;
        }

        for (string? above = path; above is not null; above = Path.GetDirectoryName(above))
        {
            if (_unseen.Contains(above))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIgnoredName(ReadOnlySpan<char> name) =>
        name.StartsWith('.')
        || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);

    private void ScanRoot(int root, string folder)
    {
        if (RegularFile.TryGetStatus(folder, followLinks: true, out int error) is not { Kind: FileKind.Directory } status)
        {
            _roots.Add(new ScannedRoot(null, error == 0 ? "is not a folder" : $"cannot be examined (errno {error})"));
            return;
        }

        int unseen = _unseen.Count;
        _folders.Push(folder);
        while (_folders.TryPop(out string? next))
        {
            ScanFolder(root, next);
        }

        unseen = _unseen.Count - unseen;
        _roots.Add(new ScannedRoot(
            FileKey.Of(status), unseen == 0 ? null : $"{unseen} of its folders or files cannot be examined, such as {_unseen.Last()}"));
    }

    private void ScanFolder(int root, string folder)
    {
        int error = FolderListing.Read(folder, _entries);
        if (error is not (0 or NotFound or NotADirectory))
        {
            _unseen.Add(folder);
        }

        string start = Path.EndsInDirectorySeparator(folder) ? folder : folder + "/";
        foreach (var entry in _entries)
        {
            if (IsIgnoredName(entry.Name))
            {
                IgnoredNames++;
            }
            else
            {
                Add(root, start + entry.Name, entry.Kind);
            }
        }

        _entries.Clear();
    }

    private void Add(int root, string path, FileKind? kind)
    {
        if (kind == FileKind.Directory)
        {
            _folders.Push(path);
            return;
        }

        if (kind == FileKind.Other)
        {
            SpecialFiles++;
            return;
        }

        var status = RegularFile.TryGetStatus(path, followLinks: false, out int error);
        bool isLink = status is { Kind: FileKind.Link };
        if (isLink)
        {
            status = _followSymlinks ? RegularFile.TryGetStatus(path, followLinks: true, out error) : null;
        }

        switch (status)
        {
            case { Kind: FileKind.Regular } found:
                _files.Add(new ScannedFile(root, path, found, isLink));
                break;
            case { Kind: FileKind.Directory } when !isLink:
                _folders.Push(path);
                break;
            case { Kind: FileKind.Other }:
                SpecialFiles++;
                break;
            default:
                // A file that vanished since it was listed is simply not there. What cannot be examined may well be there.
                SkippedLinks += isLink ? 1 : 0;
                if (error is not (0 or NotFound or NotADirectory or LinkLoop))
                {
                    _unseen.Add(path);
                }

                break;
        }
    }
}
