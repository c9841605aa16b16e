using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// One file during one visit, as the journal is told about it. A new source is opened right before its first lines, so files without a
/// whole line leave no trace; the identity grows with what has been read.
/// </summary>
internal sealed class FileSource
{
    private readonly SourceRecorder _recorder;
    private readonly TrackedFile _tracked;
    private readonly SourceKind _kind;
    private readonly byte[] _head;
    private long _id;
    private SourceMark? _start;
    private LineDamage _damage;

    /// <param name="recorder">Writes the records.</param>
    /// <param name="tracked">The file.</param>
    /// <param name="kind">How it is read.</param>
    /// <param name="head">Its first raw (inflated) bytes, at least as many as its identity covers.</param>
    /// <param name="state">What is known of it, null if it is new.</param>
    public FileSource(SourceRecorder recorder, TrackedFile tracked, SourceKind kind, byte[] head, SourceState? state)
    {
        _recorder = recorder;
        _tracked = tracked;
        _kind = kind;
        _head = head;
        _id = state?.Id ?? 0;
        _damage = state?.Description.Damage ?? default;
    }

    /// <summary>What the ledger knows of it now, null if it is new.</summary>
    public SourceState? State => _id > 0 && _recorder.Ledger.TryGet(_id, out var state) ? state : null;

    /// <summary>Raw offset at which reading goes on.</summary>
    public long Offset => State?.EndOffset ?? _start?.EndOffset ?? 0;

    /// <summary>Starts a new source behind what was read from another file with the same content.</summary>
    public void StartAt(SourceMark mark) => _start = mark;

    /// <summary>Notes that the content is not the one that was read, and starts at 0.</summary>
    public async ValueTask TruncateAsync()
    {
        if (State is { } state)
        {
            await _recorder.TruncateAsync(state, Describe(SourceIdentity.Unread(_tracked.Key), SourcePhase.Reading, 0));
        }
    }

    /// <summary>Accepts lines; the only one of an unended batch had no line end.</summary>
    public async ValueTask AppendAsync(LineBatch batch, ulong tailHash, bool isUnended = false)
    {
        await DescribeAsync(SourceIdentity.Of(_tracked.Key, _head, batch.EndOffset));
        await _recorder.AppendAsync(State!, batch, tailHash, isUnended);
        if (_kind == SourceKind.Plain)
        {
            _recorder.Trail.Note(State!);
        }

        _damage += new LineDamage(batch.TruncatedLines, batch.RepairedLines, batch.NulBytes, isUnended ? 1 : 0);
    }

    /// <summary>Ends the visit: tells the journal what changed about the source beside its text.</summary>
    /// <param name="phase">Whether more is expected.</param>
    /// <param name="storedSize">Size of a finished gzip file on disk.</param>
    public async ValueTask EndAsync(SourcePhase phase, long storedSize = 0)
    {
        if (State is null && _start is null && phase != SourcePhase.Finished)
        {
            return;
        }

        if (State is null)
        {
            await DescribeAsync(SourceIdentity.Of(_tracked.Key, _head, Offset));
        }

        var state = State!;
        var description = Describe(state.Description.Identity with { File = _tracked.Key }, phase, storedSize);
        if (description != state.Description)
        {
            await (phase == SourcePhase.Reading ? _recorder.DescribeAsync(state, description) : _recorder.CloseAsync(state, description));
        }
    }

    private async ValueTask DescribeAsync(SourceIdentity seen)
    {
        if (State is not { } state)
        {
            var opened = await _recorder.OpenAsync(
                Describe(seen, SourcePhase.Reading, 0), _start?.EndOffset ?? 0, _start?.TailHash ?? ContentHash.Empty);
            _id = opened.Id;
            return;
        }

        var known = state.Description;
        var identity = known.Identity.IsOutgrownBy(seen) ? seen : known.Identity with { File = _tracked.Key };
        if (identity != known.Identity || known.Phase != SourcePhase.Reading || known.Kind != _kind || known.Path != _tracked.Path
            || known.Damage != _damage)
        {
            await _recorder.DescribeAsync(state, Describe(identity, SourcePhase.Reading, 0));
        }
    }

    private SourceDescription Describe(SourceIdentity identity, SourcePhase phase, long storedSize) => new()
    {
        Kind = _kind,
        Phase = phase,
        Path = _tracked.Path,
        Identity = identity,
        Damage = _damage,
        StoredSize = storedSize,
    };
}
