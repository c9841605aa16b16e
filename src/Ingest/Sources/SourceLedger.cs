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

    private readonly Dictionary<long, SourceState> _byId = [];
    private readonly Dictionary<FileKey, SourceState> _byFile = [];
    private readonly Dictionary<string, SourceState> _byPath = [];
    private readonly Dictionary<string, SourceState> _byStem = [];
    private readonly Queue<(long Id, long ClosedAt)> _gone = new();
    private int _goneCount;

    /// <summary>Sequence number of the last record applied; -1 before the first.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>The source that the last text record came from, 0 before the first: it is read on first after a restart.</summary>
    public long LastTextSource { get; private set; }

    /// <summary>The number the next new source gets.</summary>
    public long NextId { get; private set; } = 1;

    /// <summary>Number of sources remembered.</summary>
    public int Count => _byId.Count;

    /// <summary>Entries kept to forget the oldest sources that are gone, those included that came back since.</summary>
    internal int GoneEntries => _gone.Count;

    /// <summary>All sources in the order of their numbers.</summary>
    public IEnumerable<SourceState> Sources => _byId.Values.OrderBy(source => source.Id);

    /// <summary>The ledger that <see cref="Write"/> turned into bytes.</summary>
    /// <param name="bytes">Content of sources.bin.</param>
    /// <param name="path">Where it came from, for the message.</param>
    /// <exception cref="StoreDamagedException">The bytes are not a ledger of this version.</exception>
    public static SourceLedger Read(ReadOnlySpan<byte> bytes, string path) => SourceLedgerFormat.Read(bytes, path);

    /// <summary>The content of sources.bin.</summary>
    public byte[] Write() => SourceLedgerFormat.Write(this);

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
    public bool TryGet(long id, [NotNullWhen(true)] out SourceState? source) => _byId.TryGetValue(id, out source);

    /// <summary>
    /// The source that an inode was last read as. Where the device was renumbered (after a restart, on network and overlay file systems)
    /// the path stands in for it. The caller still has to compare the content.
    /// </summary>
    public SourceState? Find(FileKey file, string path) =>
        _byFile.TryGetValue(file, out var source)
            ? source
            : FindByPath(path) is { } same && same.Description.Identity.File == file with { Device = same.Description.Identity.File.Device }
                ? same
                : null;

    /// <summary>The source last seen at a path.</summary>
    public SourceState? FindByPath(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The plain files whose names come from the same original by rotation, see <see cref="RotationName"/>.</summary>
    internal IEnumerable<SourceState> OfStem(string stem)
    {
        for (var source = _byStem.GetValueOrDefault(stem); source is not null; source = source.NextOfStem)
        {
            yield return source;
        }
    }

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
    internal void Restore(SourceState source)
    {
        _byId.Add(source.Id, source);
        Index(source);
        NextId = Math.Max(NextId, source.Id + 1);
    }

    /// <summary>Ends the reading of sources.bin.</summary>
    internal void Restored(long lastSequence, long lastTextSource, long nextId)
    {
        LastSequence = lastSequence;
        LastTextSource = lastTextSource;
        NextId = nextId;
        foreach (var source in _byId.Values.Where(source => source.ClosedAt > 0).OrderBy(source => source.ClosedAt))
        {
            _gone.Enqueue((source.Id, source.ClosedAt));
            _goneCount++;
        }
    }

    private void ApplyText(SourceState source, long sequence, long startOffset, long endOffset, ulong tailHash, ReadOnlySpan<byte> text)
    {
        if (startOffset < source.EndOffset || endOffset < startOffset)
        {
            throw Contradiction(
                sequence, $"source {source.Id} was read up to {source.EndOffset}, the record holds {startOffset} to {endOffset}");
        }

        source.Bytes += endOffset - source.EndOffset;
        source.Lines += text.Count((byte)'\n');
        source.EndOffset = endOffset;
        source.TailHash = tailHash;
        LastTextSource = source.Id;
    }

    private void ApplyOpened(long sequence, long sourceId, long endOffset, ulong tailHash, SourceDescription description)
    {
        if (_byId.TryGetValue(sourceId, out var source))
        {
            Describe(source, description, sequence);
            return;
        }

        if (sourceId < NextId || endOffset < 0)
        {
            throw Contradiction(sequence, $"source {sourceId} is opened, but the next one is {NextId}");
        }

        // A rotated copy of a known content starts where that was read to.
        source = new SourceState(sourceId, description) { EndOffset = endOffset, TailHash = tailHash };
        _byId.Add(sourceId, source);
        Index(source);
        NextId = sourceId + 1;
    }

    private void ApplyTruncated(SourceState source, SourceDescription description)
    {
        source.Previous = source.Mark;
        source.EndOffset = 0;
        source.TailHash = ContentHash.Empty;
        source.Truncations++;
        Describe(source, description, 0);
    }

    private void Describe(SourceState source, SourceDescription description, long sequence)
    {
        var before = source.Description;
        bool isMoved = (description.Kind, description.Path, description.Identity.File) != (before.Kind, before.Path, before.Identity.File);
        if (isMoved)
        {
            Unindex(source);
        }

        source.Description = description;
        bool isOver = description.Phase == SourcePhase.Gone
            || (description.Phase == SourcePhase.Finished && description.Kind == SourceKind.StandardInput);
        if (isOver && source.ClosedAt == 0)
        {
            source.ClosedAt = Math.Max(1, sequence);
            _gone.Enqueue((source.Id, source.ClosedAt));
            _goneCount++;
            DropStale();
        }
        else if (!isOver && source.ClosedAt != 0)
        {
            source.ClosedAt = 0;
            _goneCount--;
        }

        if (isMoved)
        {
            Index(source);
        }
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
        _byId.TryGetValue(entry.Id, out var source) && source.ClosedAt == entry.ClosedAt;

    private void Forget()
    {
        while (_goneCount > RememberedGone && _gone.TryDequeue(out var oldest))
        {
            // A source that came back, or came back and went again, has another entry or none.
            if (IsCurrent(oldest))
            {
                Unindex(_byId[oldest.Id]);
                _byId.Remove(oldest.Id);
                _goneCount--;
            }
        }
    }

    private void Index(SourceState source)
    {
        var description = source.Description;
        if (description.Kind == SourceKind.StandardInput)
        {
            return;
        }

        Claim(_byFile, description.Identity.File, source);
        Claim(_byPath, description.Path, source);
        if (description.Kind == SourceKind.Plain)
        {
            string stem = RotationName.Stem(description.Path);
            source.NextOfStem = _byStem.GetValueOrDefault(stem);
            source.NextOfStem?.PreviousOfStem = source;
            _byStem[stem] = source;
        }
    }

    // Of several sources at one inode or path the one still there counts, and of those the last to arrive.
    private static void Claim<TKey>(Dictionary<TKey, SourceState> index, TKey key, SourceState source)
        where TKey : notnull
    {
        if (source.ClosedAt == 0 || !index.TryGetValue(key, out var present) || present.ClosedAt != 0)
        {
            index[key] = source;
        }
    }

    private void Unindex(SourceState source)
    {
        var description = source.Description;
        if (_byFile.GetValueOrDefault(description.Identity.File) == source)
        {
            _byFile.Remove(description.Identity.File);
        }

        if (_byPath.GetValueOrDefault(description.Path) == source)
        {
            _byPath.Remove(description.Path);
        }

        if (description.Kind == SourceKind.Plain)
        {
            RemoveFromStem(source);
        }
    }

    private void RemoveFromStem(SourceState source)
    {
        if (source.PreviousOfStem is { } previous)
        {
            previous.NextOfStem = source.NextOfStem;
        }
        else if (source.NextOfStem is { } next)
        {
            _byStem[RotationName.Stem(source.Description.Path)] = next;
        }
        else
        {
            _byStem.Remove(RotationName.Stem(source.Description.Path));
        }

        source.NextOfStem?.PreviousOfStem = source.PreviousOfStem;
        source.NextOfStem = null;
        source.PreviousOfStem = null;
    }

    private SourceState Known(long sequence, long sourceId) =>
        _byId.TryGetValue(sourceId, out var source) ? source : throw Contradiction(sequence, $"source {sourceId} was never opened");

    private static SourceDescription Described(long sequence, ReadOnlySpan<byte> payload) =>
        SourceDescription.Decode(payload) ?? throw Contradiction(sequence, "its source description cannot be read");

    private static StoreDamagedException Contradiction(long sequence, string what) =>
        new($"journal record {sequence} does not fit the sources: {what}; run `streamw2v fsck`, or go back with `streamw2v rollback`");
}
