using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Appends records to the journal. One thread appends; <see cref="Sync"/>, <see cref="TrimBefore"/>, <see cref="OpenReader"/> and the
/// counters may be used from any thread. After a failed sync every further append and sync fails with the same error: what the kernel dropped
/// is gone, and the way on is to start again from what is durable. After a failed append (a full disk) the journal is as it was
/// before it, and the append may be tried again.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    private readonly IStorage _storage;
    private readonly string _folder;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly JournalTail _tail;
    private readonly Lock _segmentsGate = new();
    private readonly Lock _writing = new();
    private readonly Dictionary<long, long> _closedLengths = [];
    private readonly RecordFrame _frame = new();
    private SegmentWriter _segment;
    private StorageException? _failure;
    private long _nextSequence;
    private long _durableSequence;
    private long _closedBytes;
    private long _segmentEnd;
    private long _oldestUnsynced;
    private bool _idleMarkAtEnd;
    private bool _isFull;
    private bool _disposed;

    private JournalWriter(
        IStorage storage,
        string folder,
        JournalOptions options,
        TimeProvider time,
        SegmentWriter segment,
        long[] segments,
        long nextSequence)
    {
        _storage = storage;
        _folder = folder;
        _options = options;
        _time = time;
        _segment = segment;
        _segmentEnd = segment.End;
        _nextSequence = nextSequence;
        _durableSequence = nextSequence;
        _tail = new JournalTail(segments, nextSequence);

        // A fresh segment's header needs no mark; of anything else it is not known whether there is one, and one too many does no harm.
        _idleMarkAtEnd = segment.End == SegmentHeader.Size;
    }

    /// <summary>Number the next record will get.</summary>
    public long NextSequence => _tail.NextSequence;

    /// <summary>All records below this number are durable: it equals <see cref="NextSequence"/> when nothing is left to sync.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Length of all segments, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _closedBytes) + Volatile.Read(ref _segmentEnd);

    /// <summary>Bytes of a torn tail that were cut when the journal was opened.</summary>
    public long TornBytes { get; private init; }

    /// <summary>Number of the oldest record kept.</summary>
    public long FirstSequence => _tail.Segments[0];

    /// <summary>
    /// Opens a journal, or starts one. All segments are verified; a torn tail of the last one is cut; what is left is durable on return.
    /// </summary>
    /// <param name="storage">The file system.</param>
    /// <param name="folder">The journal's folder, created if missing.</param>
    /// <param name="options">Segment size and group commit.</param>
    /// <param name="time">Clock of the group commit.</param>
    /// <param name="firstSequenceIfEmpty">
    /// Number of the first record of a new journal: the sequence of the newest generation's position. An existing journal must reach it.
    /// </param>
    /// <exception cref="StoreDamagedException">A record other than a torn tail is bad, records are missing, or the journal ends before
    /// <paramref name="firstSequenceIfEmpty"/>.</exception>
    /// <exception cref="StorageException">A read or write failed.</exception>
    public static JournalWriter Open(
        IStorage storage, string folder, JournalOptions options, TimeProvider time, long firstSequenceIfEmpty = 0)
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(firstSequenceIfEmpty);
        if (!storage.DirectoryExists(folder))
        {
            storage.CreateDirectory(folder);
            storage.SyncDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))!);
        }
        var surveys = SegmentSurvey.OfAll(storage, folder);
        if (surveys.Count == 0)
        {
            return new JournalWriter(
                storage, folder, options, time,
                SegmentWriter.Create(storage, folder, firstSequenceIfEmpty), [firstSequenceIfEmpty], firstSequenceIfEmpty);
        }
        SegmentSurvey.RefuseDamage(surveys);
        var last = surveys[^1];
        if (last.NextSequence < firstSequenceIfEmpty)
        {
            throw JournalDamage.Refuse(
                $"the journal '{folder}' ends before record {last.NextSequence}, " +
                $"but a generation has learned from it up to record {firstSequenceIfEmpty}");
        }
        var writer = new JournalWriter(
            storage, folder, options, time, SegmentWriter.Resume(storage, folder, last),
            [.. surveys.Select(survey => survey.FirstSequence)], last.NextSequence)
        {
            TornBytes = last.IsTorn ? last.Length - last.End : 0,
        };
        foreach (var survey in surveys.SkipLast(1))
        {
            writer._closedLengths.Add(survey.FirstSequence, survey.Length);
            writer._closedBytes += survey.Length;
        }
        return writer;
    }

    /// <summary>
    /// Appends one record and returns its number. It is in the file when this returns, so it survives a kill of the process; it
    /// survives a power cut once <see cref="DurableSequence"/> is above its number.
    /// </summary>
    /// <param name="kind">What the record says; the payload of <see cref="RecordKind.Text"/> is compressed.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="startOffset">Offset in the source, raw bytes, of the first byte the record stands for.</param>
    /// <param name="endOffset">Offset behind the last one.</param>
    /// <param name="tailHash">Hash of the last source bytes before <paramref name="endOffset"/>.</param>
    /// <param name="payload">At most 64 MiB; for text whole lines, each ended by LF.</param>
    /// <exception cref="ArgumentException">The kind is unknown or the payload too long.</exception>
    /// <exception cref="StorageException">The write failed (nothing was appended), or a sync did (the writer is finished).</exception>
    public long Append(RecordKind kind, long sourceId, long startOffset, long endOffset, ulong tailHash, ReadOnlySpan<byte> payload)
    {
        using var writing = _writing.EnterScope();
        ThrowIfUnusable();
        if (kind is < RecordKind.Text or > RecordKind.SourceTruncated)
        {
            throw new ArgumentException($"no journal record is of kind {(byte)kind}", nameof(kind));
        }
        if (payload.Length > RecordHeader.MaxPayload)
        {
            throw new ArgumentException(
                $"a journal record holds at most {RecordHeader.MaxPayload} bytes, not {payload.Length}: append smaller batches", nameof(payload));
        }
        var header = new RecordHeader
        {
            Kind = (byte)kind,
            Sequence = _nextSequence,
            SourceId = sourceId,
            StartOffset = startOffset,
            EndOffset = endOffset,
            TailHash = tailHash,
        };
        _frame.Set(header, payload);
        if (_isFull || (_nextSequence > _segment.FirstSequence && _segment.End + _frame.Length > _options.SegmentBytes))
        {
            StartSegment();
        }
        _segment.Append(_frame);
        if (_durableSequence == _nextSequence)
        {
            _oldestUnsynced = _time.GetTimestamp();
        }
        _idleMarkAtEnd = false;
        Volatile.Write(ref _segmentEnd, _segment.End);
        _tail.Publish(++_nextSequence);
        if (_options.SyncAlways || IsSyncDue)
        {
            Sync();
        }
        return header.Sequence;
    }

    /// <summary>Makes every appended record durable. Any thread may call it: a commit waits for the records that it counts on.</summary>
    /// <exception cref="StorageException">The sync failed, now or before. It is never retried.</exception>
    public void Sync()
    {
        using var writing = _writing.EnterScope();
        ThrowIfUnusable();
        if (_durableSequence < _nextSequence)
        {
            SyncSegment();
        }
    }

    /// <summary>
    /// Syncs if the oldest record that is not durable has waited for the interval; to be called by the appending thread whenever it has
    /// nothing to append. When there is nothing to sync it writes an idle mark, once, behind the last record.
    /// </summary>
    /// <exception cref="StorageException">The sync failed, now or before.</exception>
    public void SyncIfDue()
    {
        using var writing = _writing.EnterScope();
        ThrowIfUnusable();
        if (_durableSequence == _nextSequence)
        {
            MarkIdle();
        }
        else if (IsSyncDue)
        {
            Sync();
        }
    }

    /// <summary>Deletes whole segments that hold only records below <paramref name="sequence"/>. The segment being written stays.</summary>
    /// <exception cref="StorageException">A deletion failed; the segments before it are gone.</exception>
    public void TrimBefore(long sequence)
    {
        lock (_segmentsGate)
        {
            // Oldest first, each made durable before the next, so that no crash leaves a gap.
            while (_tail.Segments is [var oldest, var following, ..] segments && following <= sequence)
            {
                _storage.DeleteFile(SegmentHeader.PathOf(_folder, oldest));
                _tail.Segments = segments[1..];
                _closedLengths.Remove(oldest, out var length);
                Interlocked.Add(ref _closedBytes, -length);
                _storage.SyncDirectory(_folder);
            }
        }
    }

    /// <summary>A reader that follows this writer from a record on; it may be used by another thread, one thread per reader.</summary>
    /// <exception cref="StoreDamagedException">The journal starts after that record, or ends before it.</exception>
    public JournalReader OpenReader(long fromSequence) => JournalReader.Follow(_storage, _folder, _tail, fromSequence);

    /// <summary>Syncs, leaves an idle mark, closes the file and releases the readers that wait.</summary>
    /// <exception cref="StorageException">The sync failed: the last records are not durable. Not thrown again if a sync has failed
    /// before.</exception>
    public void Dispose()
    {
        using var writing = _writing.EnterScope();
        if (_disposed)
        {
            return;
        }
        try
        {
            if (_failure is null)
            {
                Sync();
                MarkIdle();
            }
        }
        finally
        {
            _disposed = true;
            _segment.Dispose();
            _tail.Close();
        }
    }

    private bool IsSyncDue =>
        _durableSequence < _nextSequence
        && (_segment.End - _segment.SyncedEnd >= _options.SyncBytes || _time.GetElapsedTime(_oldestUnsynced) >= _options.SyncInterval);

    /// <summary>Closes the segment, durable to its last byte: only the last segment of a journal can have a torn tail.</summary>
    private void StartSegment()
    {
        if (_segment.CutRemains() || _segment.End > _segment.SyncedEnd)
        {
            // Also for an idle mark alone, which need not be durable in the last segment.
            SyncSegment();
        }

        // If the next one cannot be made, it may be there after a power cut all the same: nothing that is not durable may follow in this one.
        _isFull = true;
        SegmentWriter next;
        try
        {
            next = SegmentWriter.Create(_storage, _folder, _nextSequence);
        }
        catch (StorageException error) when (error.Operation.StartsWith("sync", StringComparison.Ordinal))
        {
            _failure = error;
            throw;
        }
        lock (_segmentsGate)
        {
            _closedLengths.Add(_segment.FirstSequence, _segment.End);
            Interlocked.Add(ref _closedBytes, _segment.End);
            _segment.Dispose();
            _segment = next;
            Volatile.Write(ref _segmentEnd, next.End);
            _tail.Segments = [.. _tail.Segments, next.FirstSequence];
        }
        _isFull = false;
    }

    private void SyncSegment()
    {
        try
        {
            _segment.Sync();
        }
        catch (StorageException error)
        {
            _failure = error;
            throw;
        }
        Volatile.Write(ref _durableSequence, _nextSequence);
    }

    private void MarkIdle()
    {
        if (_idleMarkAtEnd || _isFull)
        {
            return;
        }
        _idleMarkAtEnd = true;
        _frame.Set(new RecordHeader { Kind = RecordHeader.IdleMark, Sequence = _nextSequence }, []);
        try
        {
            _segment.Append(_frame);
            Volatile.Write(ref _segmentEnd, _segment.End);
        }
        catch (StorageException)
        {
            // Only knowledge about damage is lost; if the disk is full or broken, the next record will say so.
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null)
        {
            throw new StorageException(_failure.Operation, _failure.Path, _failure.ErrorNumber);
        }
    }
}
