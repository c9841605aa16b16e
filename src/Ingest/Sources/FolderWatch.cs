namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Wakes the scan early when the system reports a change. A hint and nothing more: events get lost, a recreated folder sends none, and the
/// number of watches is limited. Without it files are found a scan interval later.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly IReadOnlyList<string> _folders;
    private readonly Action<string> _report;
    private readonly FileSystemWatcher?[] _watchers;
    private readonly FileKey?[] _watched;
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private bool _hasReported;

    public FolderWatch(IReadOnlyList<string> folders, Action<string> report)
    {
        _folders = folders;
        _report = report;
        _watchers = new FileSystemWatcher?[folders.Count];
        _watched = new FileKey?[folders.Count];
    }

    /// <summary>Completes with the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Whether there was a change since the last call.</summary>
    public bool TakeChange()
    {
        lock (_gate)
        {
            if (!_changed.Task.IsCompleted)
            {
                return false;
            }

            _changed = New();
            return true;
        }
    }

    /// <summary>Watches folders that have appeared or have been replaced since the last scan.</summary>
    public void Renew(IReadOnlyList<ScannedRoot> roots)
    {
        for (int root = 0; root < _folders.Count; root++)
        {
            if (roots[root].Folder == _watched[root])
            {
                continue;
            }

            _watched[root] = roots[root].Folder;
            _watchers[root]?.Dispose();
            _watchers[root] = roots[root].Folder is null ? null : TryWatch(_folders[root]);
        }
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
        {
            watcher?.Dispose();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FileSystemWatcher? TryWatch(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size | NotifyFilters.LastWrite;
            watcher.Created += (_, _) => Signal();
            watcher.Changed += (_, _) => Signal();
            watcher.Renamed += (_, _) => Signal();
            watcher.Deleted += (_, _) => Signal();
            watcher.Error += (_, error) => Fail(folder, error.GetException().Message);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            Fail(folder, error.Message);
            return null;
        }
    }

    private void Signal()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
        }
    }

    private void Fail(string folder, string reason)
    {
        lock (_gate)
        {
            if (_hasReported)
            {
                return;
            }

            _hasReported = true;
        }

        _report($"{folder}: changes are found by scanning alone, because the system does not report them: {reason}");
    }
}
