using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// The single writer of the journal: takes lines from standard input and the watched folders in turn, one record at a time, and appends
/// them. The order of the journal is the order of training, and after a kill the sequence of lines goes on as if there had been none: a
/// given set of files is read in the order of (modification time, path), each to its end before the next.
/// </summary>
/// <remarks>
/// To recover: read the ledger from the generation's sources.bin (or start an empty one), let it catch up with the journal from
/// that generation's position on, and hand both to a new intake.
/// </remarks>
public sealed class Intake : IDisposable
{
    private readonly JournalWriter _journal;
    private readonly SourceLedger _ledger;
    private readonly ILagGate _gate;
    private readonly TimeProvider _time;
    private readonly IntakeTally _tally = new();
    private readonly SourceRecorder _recorder;
    private readonly FolderReader? _folders;
    private readonly StandardInputReader? _standardInput;
    private readonly TimeSpan _syncCheck;
    private bool _hasStarted;

    /// <summary>Puts the parts together; nothing is read before <see cref="RunAsync"/>.</summary>
    /// <param name="journal">Where lines go; stays open. Nobody else may append to it meanwhile.</param>
    /// <param name="ledger">How far sources have been read: exactly what the journal says.</param>
    /// <param name="inputs">Folders and standard input.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="gate">Holds the intake back while training is behind.</param>
    /// <param name="notes">Where refused files are noted, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes one line about anything an operator should know; called from several threads.</param>
    /// <exception cref="ArgumentException">The ledger has seen records that the journal does not hold, which would skip lines.</exception>
    public Intake(
        JournalWriter journal,
        SourceLedger ledger,
        IntakeInputs inputs,
        IntakeOptions options,
        ILagGate gate,
        QuarantineNotes? notes = null,
        TimeProvider? time = null,
        Action<string>? report = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        if (ledger.LastSequence >= journal.NextSequence)
        {
            throw new ArgumentException(
                $"the sources were read up to journal record {ledger.LastSequence}, but the journal ends before record "
                + $"{journal.NextSequence}; go back with `streamw2v rollback`",
                nameof(ledger));
        }

        _journal = journal;
        _ledger = ledger;
        _gate = gate;
        _time = time ?? TimeProvider.System;
        report ??= static _ => { };
        _recorder = new SourceRecorder(journal, ledger, options, gate, _tally, _time, report);
        _syncCheck = TimeSpan.FromMilliseconds(100);
        if (inputs.Folders.Count > 0)
        {
            _folders = new FolderReader(inputs.Folders, new VisitContext(_recorder, options, _tally, notes, _time, report), report);
        }

        if (inputs.StandardInput is not null)
        {
            _standardInput = new StandardInputReader(inputs.StandardInput, _recorder, options, _time);
        }
    }

    /// <summary>What has been done so far; may be called from any thread.</summary>
    public IntakeCounters Counters => _tally.Snapshot();

    private bool IsFinished => (_folders?.IsFinished ?? true) && (_standardInput?.IsFinished ?? true);

    /// <summary>
    /// Reads until there is nothing more to come (standard input at its end and no folder watched, or a single run complete), or until it
    /// is canceled, which ends it normally. On return everything read is durable.
    /// </summary>
    /// <exception cref="Store.Files.StorageException">The journal failed, other than by a full disk.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (_hasStarted)
        {
            throw new InvalidOperationException("an intake runs once");
        }

        // Never on the caller's thread: with input always at hand it would not come back.
        _hasStarted = true;
        return Task.Run(() => ReadAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>Closes the files that are open for reading. The journal stays open.</summary>
    public void Dispose() => _folders?.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _recorder.Stop = cancellationToken;
        try
        {
            await CloseEarlierInputAsync();
            while (!IsFinished && !cancellationToken.IsCancellationRequested)
            {
                await StepAsync(cancellationToken);
            }

            if (_standardInput is not null)
            {
                await _standardInput.StopAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop while it was waiting for training or for disk space.
            if (_standardInput is not null && !_tally.IsOutOfSpace)
            {
                await _standardInput.StopAsync();
            }
        }
        finally
        {
            _standardInput?.LeaveInput();
        }

        _journal.Sync();
    }

    private async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        await PassGateAsync(cancellationToken);
        bool hasWorked = _standardInput is not null && await _standardInput.StepAsync();
        if (_folders is not null)
        {
            hasWorked |= await _folders.StepAsync();
        }

        if (hasWorked)
        {
            if (_journal.DurableSequence < _journal.NextSequence)
            {
                _journal.SyncIfDue();
            }
        }
        else if (!IsFinished)
        {
            _journal.SyncIfDue();
            await WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits while training is behind, and keeps up the group commit meanwhile.</summary>
    private async ValueTask PassGateAsync(CancellationToken cancellationToken)
    {
        var wait = _gate.WaitAsync(cancellationToken);
        if (wait.IsCompleted)
        {
            await wait;
            return;
        }

        _tally.IsBlocked = true;
        var open = wait.AsTask();
        while (await Task.WhenAny(open, Task.Delay(_syncCheck, _time, CancellationToken.None)) != open)
        {
            _journal.SyncIfDue();
        }

        _tally.IsBlocked = false;
        await open;
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        long now = _time.GetTimestamp();
        long until = _folders?.NextScan ?? long.MaxValue;
        until = Math.Min(until, _standardInput is { IsFinished: false } input ? input.Deadline : long.MaxValue);
        if (_journal.DurableSequence < _journal.NextSequence)
        {
            until = Math.Min(until, now + (long)(_syncCheck.TotalSeconds * _time.TimestampFrequency));
        }

        if (until <= now)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var span = until == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, until).TotalMilliseconds));
        var wakes = new List<Task>(3) { Task.Delay(span, _time, stop.Token) };
        if (_folders is not null)
        {
            wakes.Add(_folders.Wake);
        }

        if (_standardInput is { IsFinished: false })
        {
            wakes.Add(_standardInput.Wake);
        }

        await Task.WhenAny(wakes);
        await stop.CancelAsync();
    }

    /// <summary>A pipe of an earlier process brings nothing more.</summary>
    private async ValueTask CloseEarlierInputAsync()
    {
        bool IsOpenInput(SourceState source) => source.Description.Kind == SourceKind.StandardInput && source.ClosedAt == 0;
        foreach (var source in _ledger.Sources.Where(IsOpenInput).ToArray())
        {
            await _recorder.CloseAsync(source, source.Description with { Phase = SourcePhase.Gone });
        }
    }
}
