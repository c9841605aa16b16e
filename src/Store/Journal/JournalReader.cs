using System.Diagnostics.CodeAnalysis;
using StreamW2V.Store.Compression;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Reads the journal's records in order, either following a writer of this process or standing alone on the files. Used by one thread
/// at a time; any number of readers may follow one writer, each in its own thread. No memory is allocated per record.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly IStorage _storage;
    private readonly string _folder;
    private readonly JournalTail? _tail;
    private readonly JournalRecord _record = new();
    private SegmentCursor? _cursor;
    private long _nextSequence;
    private long _readAheadLimit = long.MaxValue;
    private byte[] _text = [];

    private JournalReader(IStorage storage, string folder, JournalTail? tail, long fromSequence)
    {
        _storage = storage;
        _folder = folder;
        _tail = tail;
        _nextSequence = fromSequence;
    }

    /// <summary>Number of the record read next.</summary>
    public long NextSequence => _nextSequence;

    /// <summary>
    /// Opens the files of a journal for reading, without a writer. A torn tail is an end; if another process appends meanwhile, its
    /// records are seen by later calls of <see cref="TryRead"/>.
    /// </summary>
    /// <exception cref="StoreDamagedException">The journal starts after that record, ends before it, or is damaged on the way to
    /// it.</exception>
    public static JournalReader Open(IStorage storage, string folder, long fromSequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSequence);
        var reader = new JournalReader(storage, folder, null, fromSequence);
        try
        {
            reader.Seek();
            return reader;
        }
        catch (IOException)
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>A reader that follows a writer; where it starts is checked here, the file is opened by its first read.</summary>
    internal static JournalReader Follow(IStorage storage, string folder, JournalTail tail, long fromSequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSequence);
        CheckStart(folder, tail.Segments, fromSequence);
        return fromSequence <= tail.NextSequence
            ? new JournalReader(storage, folder, tail, fromSequence)
            : throw EndsBefore(folder, tail.NextSequence, fromSequence);
    }

    /// <summary>Reads the next record, or returns false if there is none now. The record is valid until the next call.</summary>
    /// <exception cref="StoreDamagedException">The record is damaged, or was trimmed away.</exception>
    /// <exception cref="StorageException">A read failed, which is never taken for an end.</exception>
    public bool TryRead([NotNullWhen(true)] out JournalRecord? record)
    {
        record = null;
        if (!Advance())
        {
            return false;
        }
        ref readonly var header = ref _cursor!.Header;
        var payload = _cursor.Stored;
        if (header.Encoding == RecordHeader.Lz4Block)
        {
            if (_text.Length < header.Length)
            {
                _text = new byte[Math.Min(RecordHeader.MaxPayload, 2L * header.Length)];
            }
            try
            {
                Lz4.Decompress(payload.Span, _text.AsSpan(0, header.Length));
            }
            catch (InvalidDataException error)
            {
                throw JournalDamage.Refuse(JournalDamage.BadRecord(
                    _cursor.File.Path, _cursor.Offset - header.TotalLength, header.Sequence, error.Message));
            }
            payload = _text.AsMemory(0, header.Length);
        }
        _record.Set(header, payload);
        record = _record;
        return true;
    }

    /// <summary>
    /// Waits until there is a record to read: true; false if the time is over or the writer is closed and all has been read. A reader
    /// that stands alone has nobody to wait for: it returns false at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public bool WaitToRead(TimeSpan timeout, CancellationToken ct) =>
        _tail is not null && (_tail.NextSequence > _nextSequence || _tail.Wait(_nextSequence, timeout, ct));

    /// <inheritdoc/>
    public void Dispose() => _cursor?.Dispose();

    private bool Advance()
    {
        if (_tail is null)
        {
            return (_cursor is not null || Seek()) && StepAlone(payload: true);
        }
        var published = _tail.NextSequence;
        if (_nextSequence >= published)
        {
            return false;
        }
        if (_cursor is null)
        {
            Seek();
            _readAheadLimit = published;
        }
        if (_nextSequence >= _readAheadLimit)
        {
            // What was read ahead behind the number published then may be half a record.
            _cursor!.DropBuffer();
            _readAheadLimit = published;
        }
        return StepFollowing(payload: true);
    }

    /// <summary>
    /// Opens the segment that holds <see cref="_nextSequence"/> and steps over the records before it, headers only. False if there is
    /// no segment yet.
    /// </summary>
    private bool Seek()
    {
        var segments = _tail?.Segments ?? SegmentHeader.List(_storage, _folder);
        if (segments.Length == 0)
        {
            return false;
        }
        CheckStart(_folder, segments, _nextSequence);
        var holder = Array.FindLast(segments, first => first <= _nextSequence);
        if (!TryOpen(holder))
        {
            return false;
        }
        var wanted = _nextSequence;
        _nextSequence = holder;
        while (_nextSequence < wanted)
        {
            if (!(_tail is null ? StepAlone(payload: false) : StepFollowing(payload: false)))
            {
                throw EndsBefore(_folder, _nextSequence, wanted);
            }
        }
        return true;
    }

    /// <summary>Steps over a record that the writer has published: anything but this record is damage.</summary>
    private bool StepFollowing(bool payload)
    {
        while (true)
        {
            switch (_cursor!.Read(_nextSequence, payload))
            {
                case SegmentCursor.Outcome.Record:
                    _nextSequence++;
                    return true;
                case SegmentCursor.Outcome.Bad:
                    throw Damaged(_cursor.Problem);
            }
            var segments = _tail!.Segments;
            CheckStart(_folder, segments, _nextSequence);
            if (_nextSequence == _cursor.FirstSequence || Array.BinarySearch(segments, _nextSequence) < 0 || !TryOpen(_nextSequence))
            {
                throw Damaged("the file ends before this record");
            }
        }
    }

    /// <summary>
    /// Steps over the next record of files that another process may be writing; false at their end. Whatever looks like an end or a
    /// damage is read again after the facts that would prove it are gathered: the record may have been completed, and others behind
    /// it, between the two looks.
    /// </summary>
    private bool StepAlone(bool payload)
    {
        while (true)
        {
            var outcome = _cursor!.Read(_nextSequence, payload);
            if (outcome != SegmentCursor.Outcome.Record)
            {
                var following = Array.Find(SegmentHeader.List(_storage, _folder), first => first > _cursor.FirstSequence);
                var isEnd = following == 0
                    && (outcome == SegmentCursor.Outcome.End || TornTail.IsTorn(_cursor.File, _cursor.FirstSequence, _cursor.Offset));
                _cursor.DropBuffer();
                if (isEnd)
                {
                    return false;
                }
                outcome = _cursor.Read(_nextSequence, payload);
                if (outcome == SegmentCursor.Outcome.Bad)
                {
                    throw Damaged(_cursor.Problem);
                }
                if (outcome == SegmentCursor.Outcome.End && following != 0)
                {
                    if (following != _nextSequence)
                    {
                        throw JournalDamage.Refuse(
                            JournalDamage.Gap(SegmentHeader.PathOf(_folder, following), _nextSequence, following));
                    }
                    if (!TryOpen(following))
                    {
                        return false;
                    }
                    continue;
                }
            }
            if (outcome == SegmentCursor.Outcome.Record)
            {
                _nextSequence++;
                return true;
            }
        }
    }

    /// <summary>
    /// Moves to a segment; false, with everything as it was, if a crash or another process has left its header unfinished.
    /// </summary>
    private bool TryOpen(long firstSequence)
    {
        var cursor = new SegmentCursor(_storage, _folder, firstSequence);
        var opened = false;
        try
        {
            opened = cursor.ReadSegmentHeader();
            if (!opened && !TornTail.IsTorn(cursor.File, firstSequence, 0))
            {
                throw JournalDamage.Refuse(JournalDamage.BadRecord(cursor.File.Path, 0, firstSequence, cursor.Problem));
            }
        }
        finally
        {
            if (!opened)
            {
                cursor.Dispose();
            }
        }
        if (opened)
        {
            _cursor?.Dispose();
            _cursor = cursor;
        }
        return opened;
    }

    private StoreDamagedException Damaged(string problem) =>
        JournalDamage.Refuse(JournalDamage.BadRecord(_cursor!.File.Path, _cursor.Offset, _nextSequence, problem));

    private static void CheckStart(string folder, long[] segments, long fromSequence)
    {
        if (fromSequence < segments[0])
        {
            throw new StoreDamagedException(
                $"the journal '{folder}' starts at record {segments[0]} and record {fromSequence} was asked for: what was before has been "
                + "trimmed or moved away; use a generation that has learned up to there ('streamw2v generations' lists them)");
        }
    }

    private static StoreDamagedException EndsBefore(string folder, long nextSequence, long fromSequence) => JournalDamage.Refuse(
        $"the journal '{folder}' ends before record {nextSequence} and record {fromSequence} was asked for");
}
