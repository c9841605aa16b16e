using StreamW2V.Store.Files;

namespace StreamW2V.Host.Services;

/// <summary>When a generation that found no room on the disk is tried again: after a second, and then after twice as long each time, up to a minute.</summary>
internal sealed class SpaceWait(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private StorageException? _error;
    private TimeSpan _wait;
    private long _since;

    /// <summary>What the last try has met; null if it was committed.</summary>
    public StorageException? Error
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

    /// <summary>Whether it is time to try again.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
            {
                return _error is not null && time.GetElapsedTime(_since) >= _wait;
            }
        }
    }

    /// <summary>
    /// Whether an error may go away by itself: no space or no quota (ENOSPC, EDQUOT), but not where a sync says so, because what was lost then is lost.
    /// </summary>
    public static bool IsWorthWaiting(StorageException error) => error.IsOutOfSpace && !error.IsFailedSync;

    /// <summary>A try has failed.</summary>
    public void Begin(StorageException error)
    {
        lock (_gate)
        {
            _wait = _error is null ? Shortest : _wait * 2 < Longest ? _wait * 2 : Longest;
            _error = error;
            _since = time.GetTimestamp();
        }
    }

    /// <summary>A try has succeeded.</summary>
    public void End()
    {
        lock (_gate)
        {
            _error = null;
        }
    }
}
