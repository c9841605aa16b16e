namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Lets at most so many bytes of text wait between the journal and training, plus the record that crosses the line. So a burst is taken up
/// by the disk, and a stream that is too fast for good blocks its writer instead of filling the disk. Thread-safe.
/// </summary>
public sealed class LagGate : ILagGate
{
    /// <summary>Text that may wait unless told otherwise: 64 MiB.</summary>
    public const long DefaultLimitBytes = 64L << 20;

    private readonly long _limitBytes;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private long _lagBytes;

    /// <summary>
    /// A gate that closes at <paramref name="limitBytes"/> bytes of text; <paramref name="lagBytes"/> already wait, as after a restart.
    /// </summary>
    public LagGate(long limitBytes = DefaultLimitBytes, long lagBytes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limitBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(lagBytes);
        _limitBytes = limitBytes;
        _lagBytes = lagBytes;
    }

    /// <summary>Bytes of text that are in the journal and not yet learned.</summary>
    public long LagBytes => Volatile.Read(ref _lagBytes);

    /// <inheritdoc/>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_lagBytes < _limitBytes)
            {
                return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : ValueTask.CompletedTask;
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiter.Task.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    public void Journaled(long textBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(textBytes);
        lock (_gate)
        {
            _lagBytes += textBytes;
        }
    }

    /// <summary>Notes text that was learned, in bytes; called by the training side.</summary>
    public void Trained(long textBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(textBytes);
        TaskCompletionSource? released = null;
        lock (_gate)
        {
            _lagBytes = Math.Max(0, _lagBytes - textBytes);
            if (_lagBytes < _limitBytes)
            {
                (released, _waiter) = (_waiter, null);
            }
        }

        released?.SetResult();
    }
}
