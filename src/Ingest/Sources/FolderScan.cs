using System.IO.Enumeration;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// One look at everything in the watched folders and their sub-folders. Skipped are names that start with a dot or end in .tmp or .part
/// (files that somebody is still writing), and whatever is no regular file. Links to folders are not followed.
/// </summary>
internal sealed class FolderScan
{
    private readonly List<ScannedFile> _files = [];
    private readonly List<ScannedRoot> _roots = [];

    private FolderScan()
    {
    }

    /// <summary>The files, in no particular order.</summary>
    public IReadOnlyList<ScannedFile> Files => _files;

    /// <summary>One entry per watched folder.</summary>
    public IReadOnlyList<ScannedRoot> Roots => _roots;

    /// <summary>Links, FIFOs, sockets and devices seen.</summary>
    public long Ignored { get; private set; }

    /// <summary>Scans the folders.</summary>
    public static FolderScan Run(IReadOnlyList<string> folders, bool followSymlinks)
    {
        var scan = new FolderScan();
        for (int root = 0; root < folders.Count; root++)
        {
            scan.ScanRoot(root, folders[root], followSymlinks);
        }

        return scan;
    }

    private static bool IsIgnoredName(ReadOnlySpan<char> name) =>
        name.StartsWith('.')
        || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);

    private void ScanRoot(int root, string folder, bool followSymlinks)
    {
        if (RegularFile.TryGetStatus(folder, followLinks: true, out int error) is not { Kind: FileKind.Directory } status)
        {
            _roots.Add(new ScannedRoot(null, false, error == 0 ? "is not a folder" : $"cannot be examined (errno {error})"));
            return;
        }

        bool isComplete = true;
        string? problem = null;
        try
        {
            using var listing = new Listing(folder);
            while (listing.MoveNext())
            {
                AddFile(root, listing.Current, followSymlinks);
            }

            isComplete = listing.Errors == 0;
            problem = isComplete ? null : $"{listing.Errors} of its folders cannot be listed";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            isComplete = false;
            problem = failure.Message;
        }

        _roots.Add(new ScannedRoot(FileKey.Of(status), isComplete, problem));
    }

    private void AddFile(int root, string path, bool followSymlinks)
    {
        // A file that vanished since it was listed is simply not there; a link to nowhere counts as passed over.
        switch (RegularFile.TryGetStatus(path, followSymlinks, out _))
        {
            case { Kind: FileKind.Regular } status:
                _files.Add(new ScannedFile(root, path, status));
                break;
            case { Kind: not FileKind.Directory }:
                Ignored++;
                break;
        }
    }

    private sealed class Listing(string folder)
        : FileSystemEnumerator<string>(folder, Everything)
    {
        private static readonly EnumerationOptions Everything = new()
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
        };

        public int Errors { get; private set; }

        // A link to a folder counts as a folder here, and it is neither listed nor entered.
        protected override bool ShouldIncludeEntry(ref FileSystemEntry entry) => !entry.IsDirectory && !IsIgnoredName(entry.FileName);

        protected override bool ShouldRecurseIntoEntry(ref FileSystemEntry entry) =>
            !IsIgnoredName(entry.FileName) && (entry.Attributes & FileAttributes.ReparsePoint) == 0;

        protected override string TransformEntry(ref FileSystemEntry entry) => entry.ToFullPath();

        protected override bool ContinueOnError(int error)
        {
            const int NotFound = 2;
            Errors += error == NotFound ? 0 : 1;
            return true;
        }
    }
}
