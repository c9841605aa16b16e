namespace StreamW2V.Store.Journal;

/// <summary>How the journal cuts its files and how often it makes them durable.</summary>
public sealed record JournalOptions
{
    /// <summary>
    /// Length of a segment file in bytes, 4 KiB to 1 GiB; a record longer than that gets a segment of its own. Default 64 MiB.
    /// </summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>
    /// The oldest record not yet durable is at most this old when <see cref="JournalWriter.SyncIfDue"/> or an append has returned.
    /// Default 1 s.
    /// </summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At most this many bytes are not yet durable when an append has returned. Default 8 MiB.</summary>
    public long SyncBytes { get; init; } = 8L << 20;

    /// <summary>Every append is durable when it returns; the two limits above do not matter then. Default off.</summary>
    public bool SyncAlways { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names it.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, 4096);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, 1L << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(SyncInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SyncBytes, 1);
    }
}
