using System.Diagnostics;
using Microsoft.Extensions.Logging;
using StreamW2V.Host.Logging;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Services;

/// <summary>
/// Archives older generations beside learning, on a thread of the lowest priority that lives only while there is something to do. It reads and writes files and
/// touches nothing that is learned. A failure is logged and costs nothing: what is not archived is a plain generation still, and the next commit tries again. Only a
/// failed sync is final: nothing is archived or removed after it, and <see cref="ThrowIfFailed"/> gives it to whoever ends the process.
/// </summary>
/// <param name="retention">What is kept, and how it is archived.</param>
/// <param name="log">Takes its events.</param>
internal sealed class Archivist(Retention retention, ILogger log) : IDisposable
{
    // Long enough for a few gigabytes, so that runs that are always short get to archive, too, and far below the 90 s after which systemd kills.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;
    private StorageException? _failure;
    private bool _isReported;
    private bool _isDue;

    /// <summary>Notes a generation that cannot be gone back to.</summary>
    public void NoteDamaged(long number) => retention.NoteDamaged(number);

    /// <summary>Whether a sync has failed.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null;
            }
        }
    }

    /// <summary>Reports a failed sync, once.</summary>
    /// <exception cref="StorageException">A sync has failed.</exception>
    public void ThrowIfFailed()
    {
        StorageException? failure;
        lock (_gate)
        {
            failure = _isReported ? null : _failure;
            _isReported = failure is not null || _isReported;
        }

        if (failure is not null)
        {
            throw new StorageException(failure.Operation, failure.Path, failure.ErrorNumber);
        }
    }

    /// <summary>Stops what is under way, and does nothing more.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Waits a while for what is under way, then stops for good.</summary>
    public void Finish()
    {
        Thread? thread;
        lock (_gate)
        {
            thread = _thread;
        }

        if (thread?.Join(Patience) == false)
        {
            _stop.Cancel();
            thread.Join();
        }
    }

    /// <summary>Looks for something to do, now or behind what is under way.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isDue = true;
            if (_thread is null && !_stop.IsCancellationRequested)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "archive" };
                _thread.Start();
            }
        }
    }

    /// <summary>Waits a while for what is under way, then stops it.</summary>
    public void Dispose()
    {
        Finish();
        _stop.Dispose();
    }

    private void Work()
    {
        ThreadPriorities.LowerCurrent();
        while (IsDue())
        {
            try
            {
                var start = Stopwatch.GetTimestamp();
                retention.Archive(
                    one =>
                    {
                        Log.GenerationArchived(log, one.Number, one.Bytes, one.Ratio, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                        start = Stopwatch.GetTimestamp();
                    },
                    (number, reason) => Log.GenerationNotArchived(log, number, reason),
                    _stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The process ends; the next one goes on.
            }
            catch (StorageException error) when (error.IsFailedSync)
            {
                lock (_gate)
                {
                    _failure = error;
                }

                _stop.Cancel();
                Log.ArchiveSyncFailed(log, error.Message);
            }
            catch (IOException error)
            {
                Log.ArchiveFailed(log, error.Message);
            }
        }
    }

    private bool IsDue()
    {
        lock (_gate)
        {
            var isDue = _isDue && !_stop.IsCancellationRequested;
            _isDue = false;
            if (!isDue)
            {
                _thread = null;
            }

            return isDue;
        }
    }
}
