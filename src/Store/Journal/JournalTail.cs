using System.Diagnostics;

namespace StreamW2V.Store.Journal;

/// <summary>
/// What a writer publishes to the readers that follow it: its segments and how far its records go. The order is the rule: bytes are
/// written to the file, then a new segment's number is published, then the sequence number. A reader that sees the sequence number
/// therefore finds the record.
/// </summary>
internal sealed class JournalTail(long[] segments, long nextSequence)
{
    private readonly object _gate = new(); // a monitor, for its PulseAll
    private long[] _segments = segments;
    private long _nextSequence = nextSequence;
    private int _waiting;
    private bool _closed;

    /// <summary>First sequence numbers of the segments, ascending; the last one is being written. Never changed in place.</summary>
    public long[] Segments
    {
        get => Volatile.Read(ref _segments);
        set => Volatile.Write(ref _segments, value);
    }

    /// <summary>All records below this number are in the files.</summary>
    public long NextSequence => Volatile.Read(ref _nextSequence);

    /// <summary>Publishes a record that has been written, and wakes the readers that wait for it.</summary>
    public void Publish(long nextSequence)
    {
        // A full fence: either this sees the reader that is about to wait, or that reader sees the new number.
        Interlocked.Exchange(ref _nextSequence, nextSequence);
        Wake();
    }

    /// <summary>No more records will come; nobody needs to wait.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        Interlocked.MemoryBarrier();
        Wake();
    }

    /// <summary>Waits until the record is there: true, or until the time is over or the writer is closed: false.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public bool Wait(long sequence, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            using var registration = cancellation.UnsafeRegister(static tail => ((JournalTail)tail!).Wake(), this);
            lock (_gate)
            {
                while (NextSequence <= sequence)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - Stopwatch.GetElapsedTime(started);
                    if (Volatile.Read(ref _closed) || (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan))
                    {
                        return false;
                    }
                    Monitor.Wait(_gate, left);
                }
                return true;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _waiting) > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
