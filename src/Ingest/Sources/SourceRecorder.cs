using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The only place where the intake writes: appends a record to the journal and applies the very same record to the ledger, so that the
/// ledger of a running program and that of a recovered one are the same function of the journal. While the disk is full it waits and
/// tries again; any other failure of the journal is final and passes through.
/// </summary>
internal sealed class SourceRecorder
{
    private readonly JournalWriter _journal;
    private readonly IntakeOptions _options;
    private readonly ILagGate _gate;
    private readonly IntakeTally _tally;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;

    public SourceRecorder(
        JournalWriter journal,
        SourceLedger ledger,
        IntakeOptions options,
        ILagGate gate,
        IntakeTally tally,
        TimeProvider time,
        Action<string> report)
    {
        _journal = journal;
        Ledger = ledger;
        _options = options;
        _gate = gate;
        _tally = tally;
        _time = time;
        _report = report;
    }

    public SourceLedger Ledger { get; }

    /// <summary>The points up to which plain files were read lately.</summary>
    public ReadTrail Trail { get; } = new();

    /// <summary>
    /// Ends the wait for disk space; the record that waits is then given up with <see cref="OperationCanceledException"/>.
    /// </summary>
    public CancellationToken Stop { get; set; }

    /// <summary>Opens a new source that has been read up to an offset, 0 but for a rotated copy.</summary>
    public async ValueTask<SourceState> OpenAsync(SourceDescription description, long offset, ulong tailHash)
    {
        long id = Ledger.NextId;
        await AppendAsync(RecordKind.SourceOpened, id, offset, offset, tailHash, description.Encode());
        return Ledger.TryGet(id, out var source) ? source : throw new InvalidOperationException("the ledger did not take a new source");
    }

    /// <summary>Replaces what is known about a source.</summary>
    public ValueTask DescribeAsync(SourceState source, SourceDescription description) =>
        AppendAsync(RecordKind.SourceOpened, source, description);

    /// <summary>Starts the source again at 0.</summary>
    public async ValueTask TruncateAsync(SourceState source, SourceDescription description)
    {
        await AppendAsync(RecordKind.SourceTruncated, source.Id, source.EndOffset, 0, ContentHash.Empty, description.Encode());
        _tally.Truncations++;
    }

    /// <summary>Ends a source; the description's phase says why.</summary>
    public ValueTask CloseAsync(SourceState source, SourceDescription description) =>
        AppendAsync(RecordKind.SourceClosed, source, description);

    /// <summary>Accepts the lines of a batch; the only one of an unended batch had no line end.</summary>
    public async ValueTask AppendAsync(SourceState source, LineBatch batch, ulong tailHash, bool isUnended = false)
    {
        await AppendAsync(RecordKind.Text, source.Id, batch.StartOffset, batch.EndOffset, tailHash, batch.Memory);
        _gate.Journaled(batch.Text.Length);
        _tally.Records++;
        _tally.Lines += batch.Lines;
        _tally.Bytes += batch.EndOffset - batch.StartOffset;
        _tally.TruncatedLines += batch.TruncatedLines;
        _tally.RepairedLines += batch.RepairedLines;
        _tally.NulBytes += batch.NulBytes;
        _tally.UnendedLines += isUnended ? 1 : 0;
    }

    private ValueTask AppendAsync(RecordKind kind, SourceState source, SourceDescription description) =>
        AppendAsync(kind, source.Id, source.EndOffset, source.EndOffset, source.TailHash, description.Encode());

    private async ValueTask AppendAsync(
        RecordKind kind, long sourceId, long startOffset, long endOffset, ulong tailHash, ReadOnlyMemory<byte> payload)
    {
        while (true)
        {
            try
            {
                long sequence = _journal.Append(kind, sourceId, startOffset, endOffset, tailHash, payload.Span);
                Ledger.Apply(sequence, kind, sourceId, startOffset, endOffset, tailHash, payload.Span);
                break;
            }
            catch (StorageException error) when (error.IsOutOfSpace && !error.Operation.StartsWith("sync", StringComparison.Ordinal))
            {
                _tally.SpaceWaits++;
                if (!_tally.IsOutOfSpace)
                {
                    _tally.IsOutOfSpace = true;
                    _report($"reading is paused: {error.Message}; it goes on by itself");
                }
            }

            // Appending syncs what is due, and does not come to it here; nothing else is appended meanwhile.
            _journal.Sync();
            await Task.Delay(_options.SpaceRetry, _time, Stop);
        }

        if (_tally.IsOutOfSpace)
        {
            _tally.IsOutOfSpace = false;
            _report("there is space again: reading goes on");
        }
    }
}
