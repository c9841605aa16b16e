using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Reads the records of one segment file in order through a buffer it reuses. It says what it finds and decides nothing: whether a
/// bad record is a torn tail or a damage depends on what is behind it (<see cref="TornTail"/>).
/// </summary>
internal sealed class SegmentCursor : IDisposable
{
    private const int ChunkBytes = 64 << 10;

    private readonly IStorageFile _file;
    private readonly uint _segmentCrc;
    private byte[] _buffer = new byte[ChunkBytes];
    private long _bufferOffset;
    private int _buffered;
    private RecordHeader _header;

    public SegmentCursor(IStorage storage, string folder, long firstSequence)
    {
        FirstSequence = firstSequence;
        _segmentCrc = RecordHeader.SegmentCrc(firstSequence);
        _file = storage.Open(SegmentHeader.PathOf(folder, firstSequence), writable: false);
    }

    /// <summary>What <see cref="Read"/> met.</summary>
    public enum Outcome
    {
        /// <summary>The expected record, whole; <see cref="Header"/> and <see cref="Stored"/> hold it.</summary>
        Record,

        /// <summary>The end of the file, exactly behind a record.</summary>
        End,

        /// <summary>Something else; <see cref="Problem"/> says what, and <see cref="Offset"/> stays where it is.</summary>
        Bad,
    }

    /// <summary>The segment's file.</summary>
    public IStorageFile File => _file;

    /// <summary>Number of the segment's first record.</summary>
    public long FirstSequence { get; }

    /// <summary>File offset of what is read next.</summary>
    public long Offset { get; private set; }

    /// <summary>Everything below this offset was durable when the last record or mark was written: its header says so.</summary>
    public long ProvenEnd { get; private set; }

    /// <summary>The record read last.</summary>
    public ref readonly RecordHeader Header => ref _header;

    /// <summary>Its payload as stored, in the cursor's buffer: valid until the next read.</summary>
    public ReadOnlyMemory<byte> Stored { get; private set; }

    /// <summary>Why the last read was bad.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Steps over the segment's header; false if it is torn or damaged, <see cref="Offset"/> is 0 then.</summary>
    /// <exception cref="StoreDamagedException">It is the header of another version or segment.</exception>
    public bool ReadSegmentHeader()
    {
        var available = Fill(SegmentHeader.Size);

        // A header is durable before anything is written behind it. Without anything behind it, that of another segment or version may be
        // what a deleted file has left on the disk, and is no more than one that was not written.
        if (_file.Length <= SegmentHeader.Size
            ? !SegmentHeader.IsOf(_buffer.AsSpan(0, available), FirstSequence)
            : !SegmentHeader.Verify(_buffer.AsSpan(0, available), FirstSequence, _file.Path))
        {
            Problem = "the segment's header does not verify";
            return false;
        }
        Offset = SegmentHeader.Size;
        return true;
    }

    /// <summary>
    /// Reads the record numbered <paramref name="expected"/>, which must be the next one in the file. Idle marks are stepped over.
    /// Without <paramref name="payload"/> only the header is read and checked, which is enough to find a place.
    /// </summary>
    public Outcome Read(long expected, bool payload = true)
    {
        while (true)
        {
            var available = Fill(RecordHeader.Size);
            if (available == 0)
            {
                return Outcome.End;
            }
            if (available < RecordHeader.Size || !RecordHeader.TryRead(Buffered(RecordHeader.Size).Span, _segmentCrc, out _header))
            {
                return Bad(available < RecordHeader.Size ? "the file ends inside a record" : "the record's header does not verify");
            }
            if (_header.Sequence != expected)
            {
                return Bad($"record {_header.Sequence} is where this one should be");
            }
            var proven = Math.Max(ProvenEnd, Offset - _header.Unsynced);
            if (_header.Kind == RecordHeader.IdleMark)
            {
                ProvenEnd = proven;
                Offset += RecordHeader.Size;
                continue;
            }
            if (payload)
            {
                if (Fill(_header.TotalLength) < _header.TotalLength)
                {
                    return Bad("the file ends inside a record");
                }
                Stored = Buffered(_header.TotalLength)[RecordHeader.Size..];
                if (Crc32C.Compute(Stored.Span) != _header.PayloadCrc)
                {
                    return Bad("the record's content does not verify");
                }
            }
            ProvenEnd = proven;
            Offset += _header.TotalLength;
            return Outcome.Record;
        }
    }

    /// <summary>Forgets what was read ahead. Needed when the writer may have written there since.</summary>
    public void DropBuffer()
    {
        _bufferOffset = Offset;
        _buffered = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Outcome Bad(string problem)
    {
        Problem = problem;
        return Outcome.Bad;
    }

    private ReadOnlyMemory<byte> Buffered(int length) => _buffer.AsMemory((int)(Offset - _bufferOffset), length);

    /// <summary>
    /// Has the bytes at <see cref="Offset"/> in the buffer and returns how many there are, at least <paramref name="length"/> unless
    /// the file ends.
    /// </summary>
    private int Fill(int length)
    {
        var skip = Offset - _bufferOffset;
        if (skip + length <= _buffered)
        {
            return (int)(_buffered - skip);
        }
        var kept = skip < _buffered ? (int)(_buffered - skip) : 0;
        var target = _buffer;
        if (length > _buffer.Length)
        {
            target = new byte[Math.Min(2L * length, RecordHeader.Size + (long)RecordHeader.MaxPayload)];
        }
        _buffer.AsSpan((int)(kept == 0 ? 0 : skip), kept).CopyTo(target);
        _buffer = target;
        _bufferOffset = Offset;
        _buffered = kept;
        while (_buffered < length)
        {
            var read = _file.Read(_buffer.AsSpan(_buffered), _bufferOffset + _buffered);
            if (read == 0)
            {
                break;
            }
            _buffered += read;
        }
        return _buffered;
    }
}
