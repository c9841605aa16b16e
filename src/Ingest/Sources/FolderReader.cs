using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Reads the watched folders: scan, visit what is new or changed in the order of (modification time, path), each to its end before the
/// next, then accept last lines without line end of files that have become idle, in the same order; then wait for the next scan. Scanning
/// is the truth; the watcher's events only wake it early.
/// </summary>
/// <remarks>
/// Last lines without line end come after all whole lines of the same scan, so that the order of lines does not depend on when the
/// program was killed in between: whole lines first, leftovers second, each in the same order.
/// </remarks>
internal sealed class FolderReader : IDisposable
{
    private const int NotFound = 2;        // ENOENT
    private const int NotADirectory = 20;  // ENOTDIR
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly IReadOnlyList<string> _folders;
    private readonly VisitContext _context;
    private readonly FileTable _table;
    private readonly FileOpener _opener;
    private readonly FolderWatch _watch;
    private readonly Action<string> _report;
    private readonly Queue<PlannedVisit> _visits = new();
    private readonly Queue<TrackedFile> _leftovers = new();
    private readonly string?[] _problems;
    private readonly FolderScan _scan;
    private Task? _scanning;
    private IFileVisit? _visit;
    private TrackedFile? _visited;
    private long _scanStarted;
    private long _nextScan;
    private long _earlyScan;
    private bool _hasScanned;
    private bool _isSettled = true;

    public FolderReader(IReadOnlyList<string> folders, VisitContext context, Action<string> report)
    {
        _folders = [.. folders.Select(Path.GetFullPath)];
        _context = context;
        _report = report;
        _table = new FileTable(context.Time);
        _opener = new FileOpener(context);
        context.IsDue = _table.IsDue;
        context.IsUnfinished = _table.IsUnfinished;
        context.HasUnfinishedOriginal = _table.HasUnfinishedOriginal;
        _watch = new FolderWatch(_folders, report);
        _problems = new string?[_folders.Count];
        _scan = new FolderScan(_folders, context.Options.FollowSymlinks);
    }

    /// <summary>
    /// Whether a single run has read what there was. One scan is enough unless a file had to wait for another; up to four more are
    /// for those.
    /// </summary>
    public bool IsFinished =>
        _context.Options.Once && _hasScanned && _isSettled && _scanning is null && _visit is null && _visits.Count == 0 && _leftovers.Count == 0
        && (!_context.HasUndecided || _context.Tally.Scans >= 5);

    /// <summary>Completes when there may be something to do before <see cref="NextScan"/>.</summary>
    public Task Wake => _scanning is not null ? _scanning : _watch.Changed.IsCompleted ? Never : _watch.Changed;

    /// <summary>Timestamp of the next scan.</summary>
    public long NextScan => _scanning is not null ? long.MaxValue : _watch.Changed.IsCompleted ? Math.Min(_earlyScan, _nextScan) : _nextScan;

    /// <summary>Does one step; false if there is nothing to do before the next scan.</summary>
    public async ValueTask<bool> StepAsync()
    {
        if (_visit is not null)
        {
            await VisitAsync(_visit, _visited!);
            return true;
        }

        if (_visits.TryDequeue(out var planned))
        {
            _visited = planned.File;
            _visit = await _opener.OpenAsync(planned.File, mayFlush: false, planned.IsGone, planned.MayComeBack);
            return true;
        }

        if (!_isSettled)
        {
            _isSettled = true;
            AddLeftovers();
        }

        if (_leftovers.TryDequeue(out var leftover))
        {
            _visited = leftover;
            _visit = await _opener.OpenAsync(leftover, mayFlush: true, isGone: false, mayComeBack: false);
            return true;
        }

        return !IsFinished && await ScanAsync();
    }

    public void Dispose()
    {
        _visit?.Dispose();
        _watch.Dispose();
        _context.Dispose();
    }

    private async ValueTask VisitAsync(IFileVisit visit, TrackedFile file)
    {
        bool goesOn = false;
        try
        {
            goesOn = await visit.StepAsync();
        }
        catch (UnreadableFileException error)
        {
            _context.Fail(file, error.Message);
        }
        finally
        {
            if (!goesOn)
            {
                visit.Dispose();
                _visit = null;
            }
        }
    }

    private async ValueTask<bool> ScanAsync()
    {
        if (_scanning is null)
        {
            long now = _context.Time.GetTimestamp();
            if (now < _nextScan && !(now >= _earlyScan && _watch.TakeChange()))
            {
                return false;
            }

            _scanStarted = now;
            _context.HasUndecided = false;
            _scanning = Task.Run(_scan.Run);
        }

        if (!_scanning.IsCompleted)
        {
            return false;
        }

        await _scanning;
        _scanning = null;
        await ApplyAsync(_scan);
        _scan.Forget();
        return true;
    }

    private async ValueTask ApplyAsync(FolderScan scan)
    {
        // Scanning may take at most a fifth of one core, however many files there are.
        long interval = Ticks(_context.Options.ScanInterval);
        long rest = 5 * (_context.Time.GetTimestamp() - _scanStarted);
        _nextScan = _scanStarted + Math.Max(interval, rest);
        _earlyScan = _scanStarted + Math.Max(interval / 20, rest);
        _context.Tally.Scans++;
        _context.Tally.Files = scan.Files.Count;
        _context.Tally.OpenFiles = _context.OpenFiles.Count;
        _context.Tally.Sources = _context.Recorder.Ledger.Count;
        _context.Tally.IgnoredNames = scan.IgnoredNames;
        _context.Tally.SkippedLinks = scan.SkippedLinks;
        _context.Tally.SpecialFiles = scan.SpecialFiles;
        _context.Tally.UnseenPaths = scan.UnseenPaths;
        _context.Tally.MissingFolders = scan.Roots.Count(root => root.Folder is null);
        Report(scan);
        var visits = _table.Update(scan);
        if (!_hasScanned)
        {
            _hasScanned = true;
            PutFirst(visits);
            await CloseMissingAsync(scan);
        }

        visits.ForEach(_visits.Enqueue);
        _watch.Renew(scan.Roots);
        _isSettled = false;
    }

    private void Report(FolderScan scan)
    {
        for (int root = 0; root < _folders.Count; root++)
        {
            string? problem = scan.Roots[root].Problem;
            if (problem != _problems[root])
            {
                _problems[root] = problem;
                string now = problem is null ? "is being watched" : $"{problem}; watching goes on, and it is read when it can be";
                _report($"{_folders[root]}: {now}");
            }
        }
    }

    /// <summary>The file that was being read when the program stopped goes on first, as it would have without the stop.</summary>
    private void PutFirst(List<PlannedVisit> visits)
    {
        var ledger = _context.Recorder.Ledger;
        int index = visits.FindIndex(
            visit => ledger.Find(visit.File.Key, visit.File.Path) is { } source && source.Id == ledger.LastTextSource);
        if (index > 0)
        {
            var unfinished = visits[index];
            visits.RemoveAt(index);
            visits.Insert(0, unfinished);
        }
    }

    /// <summary>Closes the sources of files that went away while the program did not run.</summary>
    private async ValueTask CloseMissingAsync(FolderScan scan)
    {
        var ledger = _context.Recorder.Ledger;
        var present = _table.Files.Select(file => ledger.Find(file.Key, file.Path)?.Id ?? 0).ToHashSet();
        foreach (var source in ledger.Sources)
        {
            // Also those in folders that are no longer watched, if they were deleted: or a new folder each day would make the ledger grow for good.
            if (source.ClosedAt == 0
                && source.Description.Kind != SourceKind.StandardInput
                && !present.Contains(source.Id)
                && !scan.IsHidden(source.Description.Path)
                && (IsWatched(source.Description.Path) || IsDeleted(source.Description.Path))
                && MountedFolder.IsSureToBeGone(source.Description.Path, source.Description.Identity.File.Device))
            {
                await _context.Recorder.CloseAsync(source, source.Description with { Phase = SourcePhase.Gone });
            }
        }
    }

    private static bool IsDeleted(string path) => RegularFile.TryGetStatus(path, followLinks: true, out int error) is null && (error is NotFound or NotADirectory);

    private bool IsWatched(string path) =>
        _folders.Any(folder => path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + "/", StringComparison.Ordinal));

    private void AddLeftovers()
    {
        var idle = _table.Files.Where(file => file.HeldBytes > 0 && !file.IsDue && _context.IsIdle(file, _context.Options.IdleFlush));
        foreach (var leftover in idle.Select(file => new PlannedVisit(file, false, false)).Order())
        {
            _leftovers.Enqueue(leftover.File);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _context.Time.TimestampFrequency);
}
