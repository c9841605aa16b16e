using System.IO.Pipelines;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Reads a pipe to its end. Lines are gathered until the record is full or the oldest of them has waited for
/// <see cref="IntakeOptions.Linger"/>, so a slow pipe is journaled at once and a fast one in large records. A pipe cannot be read again:
/// every process start is a new source, and what has been taken from the pipe is appended even when the intake is asked to stop.
/// </summary>
internal sealed class StandardInputReader
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(200);

    private readonly SourceRecorder _recorder;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly PipeReader _pipe;
    private readonly LineDecoder _decoder;
    private readonly LineBatch _batch;
    private Task<ReadResult>? _read;
    private SourceState? _source;
    private LineDamage _damage;
    private long _gatheringSince;

    public StandardInputReader(Stream stream, SourceRecorder recorder, IntakeOptions options, TimeProvider time)
    {
        _recorder = recorder;
        _options = options;
        _time = time;
        _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        _decoder = new LineDecoder(maxLineBytes: options.MaxLineBytes);
        _batch = new LineBatch(options.BatchBytes);
    }

    /// <summary>Whether the pipe has ended and all of it is in the journal.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Completes when the pipe has something, or its end.</summary>
    public Task Wake => _read ??= _pipe.ReadAsync().AsTask();

    /// <summary>Timestamp at which the lines gathered must be appended.</summary>
    public long Deadline =>
        _batch.Lines == 0 ? long.MaxValue : _gatheringSince + (long)(_options.Linger.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Does one step; false if nothing is there and nothing is due.</summary>
    public async ValueTask<bool> StepAsync()
    {
        if (IsFinished)
        {
            return false;
        }

        bool hasRead = Wake.IsCompleted;
        if (hasRead)
        {
            await TakeAsync(await _read!);
        }

        if (_time.GetTimestamp() >= Deadline)
        {
            await AppendAsync();
            return true;
        }

        return hasRead;
    }

    /// <summary>
    /// Stops reading and appends the whole lines taken so far. The start of a line whose end has not arrived is dropped: nothing may be
    /// learned that the writer has not finished.
    /// </summary>
    public async ValueTask StopAsync()
    {
        if (IsFinished)
        {
            return;
        }

        if (_read is not null)
        {
            // Where a stream cannot be called back the read is left behind; standard input of the process can (StandardInput).
            _pipe.CancelPendingRead();
            if (await Task.WhenAny(_read, Task.Delay(StopPatience)) == _read)
            {
                await TakeAsync(await _read);
            }
        }

        await AppendAsync();
    }

    /// <summary>Calls back a read under way, whatever became of the rest: what comes from now on is not for this process.</summary>
    public void LeaveInput()
    {
        if (!IsFinished)
        {
            _pipe.CancelPendingRead();
        }
    }

    private async ValueTask TakeAsync(ReadResult result)
    {
        _read = null;
        foreach (var chunk in result.Buffer)
        {
            var rest = chunk;
            while (!rest.IsEmpty)
            {
                bool wasEmpty = _batch.Lines == 0;
                rest = rest[_decoder.Decode(rest.Span, _batch)..];
                if (wasEmpty && _batch.Lines > 0)
                {
                    _gatheringSince = _time.GetTimestamp();
                }

                if (_batch.IsFull)
                {
                    await AppendAsync();
                }
            }
        }

        _pipe.AdvanceTo(result.Buffer.End);
        if (result.IsCompleted)
        {
            await FinishAsync();
        }
    }

    private async ValueTask FinishAsync()
    {
        await AppendAsync();
        if (_decoder.Complete(_batch))
        {
            await AppendAsync(isUnended: true);
        }

        if (_source is not null && _recorder.Ledger.TryGet(_source.Id, out var source))
        {
            await _recorder.CloseAsync(source, Describe(SourcePhase.Finished));
        }

        await _pipe.CompleteAsync();
        IsFinished = true;
    }

    private async ValueTask AppendAsync(bool isUnended = false)
    {
        if (_batch.Lines == 0)
        {
            return;
        }

        _source ??= await _recorder.OpenAsync(Describe(SourcePhase.Reading), 0, ContentHash.Empty);
        await _recorder.AppendAsync(_source, _batch, ContentHash.Empty, isUnended);
        _damage += new LineDamage(_batch.TruncatedLines, _batch.RepairedLines, _batch.NulBytes, isUnended ? 1 : 0);
        _batch.Clear();
        if (_recorder.Ledger.TryGet(_source.Id, out var source) && source.Description.Damage != _damage)
        {
            await _recorder.DescribeAsync(source, Describe(SourcePhase.Reading));
        }
    }

    private SourceDescription Describe(SourcePhase phase) => new()
    {
        Kind = SourceKind.StandardInput,
        Phase = phase,
        Path = "-",
        Identity = SourceIdentity.Unread(default),
        Damage = _damage,
    };
}
