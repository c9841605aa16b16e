using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// What is known about a file that is there now: when it last changed and how far the last visit came. Lives in memory only; what must
/// survive is in the ledger.
/// </summary>
internal sealed class TrackedFile
{
    private long _unchangedSince;
    private int _failures;
    private long _retryAt;
    private string? _refusal;

    private ScannedFile _seen;
    private bool _isOutdated;

    public TrackedFile(FileKey key, ScannedFile seen, long now)
    {
        Key = key;
        Path = seen.Path;
        Status = seen.Status;
        _seen = seen;
        _unchangedSince = now;
    }

    public FileKey Key { get; }

    /// <summary>Which of the watched folders it is in.</summary>
    public int Root => _seen.Root;

    public string Path { get; private set; }

    /// <summary>Whether the path is a symbolic link, so that the file may be on another disk than its folder.</summary>
    public bool IsLink => _seen.IsLink;

    /// <summary>Whether a file that is not at its path any more was deleted for sure, and is not on a disk that was unmounted.</summary>
    public bool IsSureToBeGone => IsLink || MountedFolder.IsSureToBeGone(Path, Key.Device);

    /// <summary>As of the last scan.</summary>
    public FileStatus Status { get; private set; }

    /// <summary>Number of the last scan that saw it.</summary>
    public long SeenBy { get; set; }

    /// <summary>Whether something about it asks for a visit: it is new, changed, renamed, or waits for another attempt.</summary>
    public bool IsDue { get; private set; } = true;

    /// <summary>Whether a visit is queued.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether no visit has begun yet.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Whether it had to wait for what another file brings, so that it comes behind the others next time.</summary>
    public bool IsPutOff { get; private set; }

    /// <summary>Raw bytes of a last line without line end; while there are any, the file is visited again once it is idle.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Length of the file at the last visit.</summary>
    public long VisitedSize { get; private set; } = -1;

    /// <summary>
    /// Length at which a gzip file was found cut short, -1 if it was not: there is no point in inflating it again before it grows.
    /// </summary>
    public long CutSize { get; set; } = -1;

    /// <summary>Takes in what a scan saw first of it.</summary>
    public void See(ScannedFile seen, long now)
    {
        // The same path is the same string: one that is new at each scan would make the one before garbage of the oldest kind.
        _seen = seen.Path == Path ? seen with { Path = Path } : seen;
        _isOutdated = false;
        var status = seen.Status;
        bool isChanged = status.Size != Status.Size || status.ModifiedTime != Status.ModifiedTime;
        Status = status;
        if (isChanged)
        {
            _unchangedSince = now;

            // A line without end that grows slowly would be read again and again: wait until it has grown by a quarter. And a gzip file
            // that is still being written is inflated from its start each time: there only the growing waits of BackOff count.
            IsDue |= CutSize < 0 && (HeldBytes < 1 << 20 || status.Size < VisitedSize || status.Size - VisitedSize > HeldBytes / 4);
        }

        IsDue |= IsPutOff || (_retryAt > 0 && now >= _retryAt);
    }

    /// <summary>
    /// Takes in another path to it. A link's never counts beside its own, for the name says what it may be a rotated copy of; else the one it is known by stays,
    /// or the first in order is taken.
    /// </summary>
    public void SeeAgain(ScannedFile seen)
    {
        bool isBetter = seen.IsLink != _seen.IsLink
            ? !seen.IsLink
            : _seen.Path != Path && (seen.Path == Path || string.CompareOrdinal(seen.Path, _seen.Path) < 0);
        if (isBetter || (IsNew && seen.IsLink == _seen.IsLink && string.CompareOrdinal(seen.Path, _seen.Path) < 0))
        {
            _seen = seen;
        }
    }

    /// <summary>Ends a scan: the file is known by the path that was chosen, and is visited if that is another one than before.</summary>
    public void TakePath()
    {
        if (_seen.Path != Path)
        {
            Path = _seen.Path;
            IsDue = true;
        }
    }

    /// <summary>Asks for a visit whatever the scan says.</summary>
    public void MakeDue() => IsDue = true;

    /// <summary>A visit begins.</summary>
    public void BeginVisit()
    {
        IsDue = false;
        IsNew = false;
        IsQueued = false;
        _retryAt = 0;
    }

    /// <summary>A visit came to the end of what was there.</summary>
    public void EndVisit(long visitedSize, long heldBytes)
    {
        // It has changed since the scan, and when is for the next one to say.
        _isOutdated = visitedSize >= 0 && visitedSize != Status.Size;
        VisitedSize = visitedSize;
        HeldBytes = heldBytes;
        CutSize = -1;
        IsPutOff = false;
        _failures = 0;
    }

    /// <summary>A visit ended without a decision, because another file has to be read first or the file may not be whole yet.</summary>
    public void PutOff()
    {
        EndVisit(-1, 0);
        IsPutOff = true;
    }

    /// <summary>
    /// Keeps why the file is refused; false if it was refused under this path for the same reason before. The figures in a reason do not
    /// count, for they change as the file grows.
    /// </summary>
    public bool IsNewRefusal(string reason)
    {
        string refusal = Path + "\n" + string.Concat(reason.Where(letter => !char.IsAsciiDigit(letter) && letter != '.'));
        bool isNew = refusal != _refusal;
        _refusal = refusal;
        return isNew;
    }

    /// <summary>Asks for another attempt after a while, sooner if the file changes.</summary>
    public void RetryAfter(TimeProvider time, TimeSpan wait) =>
        _retryAt = Math.Max(1, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));

    /// <summary>
    /// Asks for another attempt, later each time: the first after <paramref name="first"/>, at most <paramref name="atMost"/> from now.
    /// </summary>
    /// <returns>Number of failures in a row.</returns>
    public int BackOff(TimeProvider time, TimeSpan first, TimeSpan atMost)
    {
        var wait = TimeSpan.FromTicks((long)Math.Min(atMost.Ticks, first.Ticks * Math.Pow(2, Math.Min(_failures, 30))));
        _failures++;
        RetryAfter(time, wait);
        return _failures;
    }

    /// <summary>
    /// Whether the file has been left alone for that long, by our own clock or by the file's modification time: a file that was old when it
    /// arrived need not be waited for.
    /// </summary>
    public bool IsIdle(TimeProvider time, TimeSpan span)
    {
        long modifiedBefore = (time.GetUtcNow() - span - DateTimeOffset.UnixEpoch).Ticks * 100;
        return !_isOutdated && (time.GetElapsedTime(_unchangedSince) >= span || Status.ModifiedTime <= modifiedBefore);
    }
}
