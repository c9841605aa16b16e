namespace StreamW2V.Store.Journal;

/// <summary>
/// One record as a reader hands it out. A reader has a single instance and reuses it, payload included, so that reading allocates
/// nothing per record: it is valid until that reader's next <see cref="JournalReader.TryRead"/>.
/// </summary>
public sealed class JournalRecord
{
    internal JournalRecord()
    {
    }

    /// <summary>Number of the record; they follow each other without gaps.</summary>
    public long Sequence { get; private set; }

    /// <summary>What the record says.</summary>
    public RecordKind Kind { get; private set; }

    /// <summary>The source the text came from, as numbered by the source ledger.</summary>
    public long SourceId { get; private set; }

    /// <summary>Offset in the source, in raw bytes, of the first byte the record stands for.</summary>
    public long StartOffset { get; private set; }

    /// <summary>Offset in the source, in raw bytes, behind the last byte the record stands for.</summary>
    public long EndOffset { get; private set; }

    /// <summary>
    /// Hash of the last (at most 4,096) source bytes before <see cref="EndOffset"/>, by which a changed file is told from a grown
    /// one.
    /// </summary>
    public ulong TailHash { get; private set; }

    /// <summary>The payload as it was appended. Text is whole lines, each ended by LF.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    internal void Set(in RecordHeader header, ReadOnlyMemory<byte> payload)
    {
        Sequence = header.Sequence;
        Kind = (RecordKind)header.Kind;
        SourceId = header.SourceId;
        StartOffset = header.StartOffset;
        EndOffset = header.EndOffset;
        TailHash = header.TailHash;
        Payload = payload;
    }
}
