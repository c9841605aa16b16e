using System.Diagnostics.CodeAnalysis;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// How far every source has been read: a pure fold over the journal, so it can neither run ahead of the accepted lines nor fall
/// behind them. A generation keeps a snapshot of it (sources.bin); a start reads that and applies the records behind it. Applying a record
/// twice changes nothing, because the ledger knows the last sequence number it has seen. Not thread-safe.
/// </summary>
public sealed class SourceLedger
{
    /// <summary>
    /// How many sources that are gone are remembered, for the rotation that brings them back under another name. About 300 bytes each;
    /// sources that are still there are always remembered.
    /// </summary>
    public const int RememberedGone = 65_536;

    private const int SmallQueue = 1024;

    private readonly Dictionary<long, LedgerEntry> _byId = [];
    private readonly LedgerIndex _index = new();
    private readonly Queue<(long Id, long ClosedAt)> _gone = new();
    private readonly Stack<int> _freeSlots = new();
    private SourceState?[] _states = new SourceState?[64];
    private int _usedSlots;
    private int _goneCount;

    /// <summary>Sequence number of the last record applied; -1 before the first.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>The source that the last text record came from, 0 before the first: it is read on first after a restart.</summary>
    public long LastTextSource { get; private set; }

    /// <summary>The number the next new source gets.</summary>
    public long NextId { get; private set; } = 1;

    /// <summary>Number of sources remembered.</summary>
    public int Count => _byId.Count;

    /// <summary>Number of them that are gone or finished, and are remembered only to be recognized.</summary>
    public int GoneCount => _goneCount;

    /// <summary>What all sources together brought since the store was made.</summary>
    public SourceTotals Totals { get; private set; }

    /// <summary>Entries kept to forget the oldest sources that are gone, those included that came back since.</summary>
    internal int GoneEntries => _gone.Count;

    /// <summary>All sources in the order of their numbers.</summary>
    public IEnumerable<SourceState> Sources => Capture().Sources;

    /// <summary>The ledger that <see cref="Write"/> turned into bytes.</summary>
    /// <param name="bytes">Content of sources.bin.</param>
    /// <param name="path">Where it came from, for the message.</param>
    /// <exception cref="StoreDamagedException">The bytes are not a ledger of this version.</exception>
    public static SourceLedger Read(ReadOnlySpan<byte> bytes, string path) => SourceLedgerFormat.Read(bytes, path);

    /// <summary>The ledger as it is now, for another thread.</summary>
    public LedgerSnapshot Capture() => new(_states[.._usedSlots])
    {
        LastSequence = LastSequence,
        LastTextSource = LastTextSource,
        NextId = NextId,
        Totals = Totals,
    };

    /// <summary>The content of sources.bin.</summary>
    public byte[] Write() => Capture().Write();

    /// <summary>Applies all records that the reader has by now; those already known are passed over.</summary>
    public void CatchUp(JournalReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (reader.TryRead(out var record))
        {
            Apply(record);
        }
    }

    /// <summary>Applies one record.</summary>
    /// <exception cref="StoreDamagedException">The record contradicts the ledger, so one of them belongs to another store.</exception>
    public void Apply(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Apply(record.Sequence, record.Kind, record.SourceId, record.StartOffset, record.EndOffset, record.TailHash, record.Payload.Span);
    }

    /// <summary>The source with a number.</summary>
    public bool TryGet(long id, [NotNullWhen(true)] out SourceState? source)
    {
        source = _byId.GetValueOrDefault(id)?.State;
        return source is not null;
    }

    /// <summary>
    /// The source that an inode was last read as. Where the device was renumbered (after a restart, on network and overlay file systems)
    /// the path stands in for it. The caller still has to compare the content.
    /// </summary>
    public SourceState? Find(FileKey file, string path) =>
        _index.OfFile(file)
        ?? (FindByPath(path) is { } same && same.Description.Identity.File == file with { Device = same.Description.Identity.File.Device }
            ? same
            : null);

    /// <summary>The source last seen at a path.</summary>
    public SourceState? FindByPath(string path) => _index.OfPath(path);

    /// <summary>The plain files whose names come from the same original by rotation, see <see cref="RotationName"/>.</summary>
    internal IEnumerable<SourceState> OfStem(string stem) => _index.OfStem(stem);

    /// <inheritdoc cref="LedgerIndex.NumberedOf"/>
    internal IEnumerable<SourceState> NumberedOf(string path) => _index.NumberedOf(path);

    /// <inheritdoc cref="LedgerIndex.TruncatedOf"/>
    internal IEnumerable<SourceState> TruncatedOf(string path) => _index.TruncatedOf(path);

    internal void Apply(
        long sequence, RecordKind kind, long sourceId, long startOffset, long endOffset, ulong tailHash, ReadOnlySpan<byte> payload)
    {
        if (sequence <= LastSequence)
        {
            return;
        }

        switch (kind)
        {
            case RecordKind.Text:
                ApplyText(Known(sequence, sourceId), sequence, startOffset, endOffset, tailHash, payload);
                break;
            case RecordKind.SourceOpened:
                ApplyOpened(sequence, sourceId, endOffset, tailHash, Described(sequence, payload));
                break;
            case RecordKind.SourceTruncated:
                ApplyTruncated(Known(sequence, sourceId), Described(sequence, payload));
                break;
            case RecordKind.SourceClosed:
                Describe(Known(sequence, sourceId), Described(sequence, payload), sequence);
                Forget();
                break;
        }

        LastSequence = sequence;
    }

    /// <summary>Puts back an entry of sources.bin; entries come in the order of their numbers.</summary>
    internal void Restore(SourceState source) => Add(source);

    /// <summary>Ends the reading of sources.bin.</summary>
    internal void Restored(long lastSequence, long lastTextSource, long nextId, SourceTotals totals)
    {
        LastSequence = lastSequence;
        LastTextSource = lastTextSource;
        NextId = nextId;
        Totals = totals;
        foreach (var source in _states[.._usedSlots].OfType<SourceState>().Where(source => source.ClosedAt > 0).OrderBy(source => source.ClosedAt))
        {
            _gone.Enqueue((source.Id, source.ClosedAt));
            _goneCount++;
        }
    }

    private void ApplyText(LedgerEntry entry, long sequence, long startOffset, long endOffset, ulong tailHash, ReadOnlySpan<byte> text)
    {
        var source = entry.State;
        if (startOffset < source.EndOffset || endOffset < startOffset)
        {
            throw Contradiction(
                sequence, $"source {source.Id} was read up to {source.EndOffset}, the record holds {startOffset} to {endOffset}");
        }

        long bytes = endOffset - source.EndOffset;
        long lines = text.Count((byte)'\n');
        Set(entry, source with { Bytes = source.Bytes + bytes, Lines = source.Lines + lines, EndOffset = endOffset, TailHash = tailHash });
        Totals = Totals with { Bytes = Totals.Bytes + bytes, Lines = Totals.Lines + lines };
        LastTextSource = source.Id;
    }

    private void ApplyOpened(long sequence, long sourceId, long endOffset, ulong tailHash, SourceDescription description)
    {
        if (_byId.TryGetValue(sourceId, out var entry))
        {
            Describe(entry, description, sequence);
            return;
        }

        if (sourceId < NextId || endOffset < 0)
        {
            throw Contradiction(sequence, $"source {sourceId} is opened, but the next one is {NextId}");
        }

        // A rotated copy of a known content starts where that was read to.
        Add(new SourceState { Id = sourceId, Description = description, EndOffset = endOffset, TailHash = tailHash });
        Totals = Totals with { Damage = Totals.Damage + description.Damage, RecognizedCopies = Totals.RecognizedCopies + (endOffset > 0 ? 1 : 0) };
    }

    private void ApplyTruncated(LedgerEntry entry, SourceDescription description)
    {
        _index.Remove(entry);
        Set(entry, entry.State.Truncated());
        _index.Add(entry);
        Totals = Totals with { Truncations = Totals.Truncations + 1 };
        Describe(entry, description, 0);
    }

    private void Describe(LedgerEntry entry, SourceDescription description, long sequence)
    {
        var source = entry.State;
        var before = source.Description;
        bool isMoved = (description.Kind, description.Path, description.Identity.File) != (before.Kind, before.Path, before.Identity.File);
        if (isMoved)
        {
            _index.Remove(entry);
        }

        Totals = Totals with { Damage = Totals.Damage + (description.Damage - before.Damage) };
        bool isOver = description.Phase == SourcePhase.Gone
            || (description.Phase == SourcePhase.Finished && description.Kind == SourceKind.StandardInput);
        long closedAt = !isOver ? 0 : source.ClosedAt != 0 ? source.ClosedAt : Math.Max(1, sequence);
        Set(entry, source with { Description = description, ClosedAt = closedAt });
        if (closedAt != 0 && source.ClosedAt == 0)
        {
            _gone.Enqueue((source.Id, closedAt));
            _goneCount++;
            DropStale();
        }
        else if (closedAt == 0 && source.ClosedAt != 0)
        {
            _goneCount--;
        }

        if (isMoved)
        {
            _index.Add(entry);
        }
    }

    private void Add(SourceState source)
    {
        int slot = _freeSlots.TryPop(out int free) ? free : _usedSlots++;
        if (slot == _states.Length)
        {
            Array.Resize(ref _states, 2 * slot);
        }

        var entry = new LedgerEntry(slot, source);
        _states[slot] = source;
        _byId.Add(source.Id, entry);
        _index.Add(entry);
        NextId = Math.Max(NextId, source.Id + 1);
    }

    private void Set(LedgerEntry entry, SourceState source)
    {
        entry.State = source;
        _states[entry.Slot] = source;
    }

    private void Remove(LedgerEntry entry)
    {
        _index.Remove(entry);
        _byId.Remove(entry.State.Id);
        _states[entry.Slot] = null;
        _freeSlots.Push(entry.Slot);
        _goneCount--;
    }

    // A source that comes and goes leaves an entry each time. Dropped once they are the majority, which costs little per entry.
    private void DropStale()
    {
        if (_gone.Count <= Math.Max(SmallQueue, 2 * _goneCount))
        {
            return;
        }

        for (int left = _gone.Count; left > 0; left--)
        {
            var entry = _gone.Dequeue();
            if (IsCurrent(entry))
            {
                _gone.Enqueue(entry);
            }
        }
    }

    private bool IsCurrent((long Id, long ClosedAt) entry) =>
        _byId.TryGetValue(entry.Id, out var source) && source.State.ClosedAt == entry.ClosedAt;

    private void Forget()
    {
        while (_goneCount > RememberedGone && _gone.TryDequeue(out var oldest))
        {
            // A source that came back, or came back and went again, has another entry or none.
            if (IsCurrent(oldest))
            {
                Remove(_byId[oldest.Id]);
            }
        }
    }

    private LedgerEntry Known(long sequence, long sourceId) =>
        _byId.TryGetValue(sourceId, out var entry) ? entry : throw Contradiction(sequence, $"source {sourceId} was never opened");

    private static SourceDescription Described(long sequence, ReadOnlySpan<byte> payload) =>
        SourceDescription.Decode(payload) ?? throw Contradiction(sequence, "its source description cannot be read");

    private static StoreDamagedException Contradiction(long sequence, string what) =>
        new($"journal record {sequence} does not fit the sources: {what}; run `streamw2v fsck`, or go back with `streamw2v rollback`");
}
