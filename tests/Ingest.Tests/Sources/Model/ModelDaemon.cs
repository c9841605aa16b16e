using System.Text;
using StreamW2V.Ingest.Sources;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// The intake of <c>run</c>, one step at a time: what the program does between two looks at its queues is a step, so that anything can happen to the files in
/// between. A kill leaves what is in the journal and nothing else.
/// </summary>
internal sealed class ModelDaemon(string folder, string journalPath, string quarantine, ModelClock clock, IntakeOptions options, Action<string> see, Action killed)
    : IDisposable
{
    private FragileStorage _storage = new();
    private JournalWriter? _journal;
    private JournalReader? _reader;
    private FolderReader? _folders;
    private IntakeTally _tally = new();
    private long _seen = -1;

    public bool IsAlive => _folders is not null;

    public int Kills { get; private set; }

    public IntakeCounters Counters => _tally.Snapshot();

    /// <summary>Takes one step, after the start if it is not running; true if there was something to do.</summary>
    public async Task<bool> StepAsync()
    {
        Start();
        try
        {
            bool hasWorked = await _folders!.StepAsync();
            if (!hasWorked && _folders.NextScan == long.MaxValue)
            {
                await _folders.Wake;
                hasWorked = true;
            }
            else if (!hasWorked)
            {
                clock.AdvanceTo(_folders.NextScan);
            }

            See(_reader!);
            return hasWorked;
        }
        catch (KilledException)
        {
            Kill();
            return false;
        }
    }

    /// <summary>Ends the process in one of its next writes.</summary>
    public void KillInWrite(int writes, int bytes)
    {
        Start();
        _storage.WritesLeft = writes;
        _storage.LastWriteBytes = bytes;
    }

    public void StopKilling() => _storage.WritesLeft = -1;

    public void Kill()
    {
        if (_folders is null)
        {
            return;
        }

        See(_reader!);
        killed();
        Kills++;
        _folders.Dispose();
        _reader!.Dispose();
        Abandon();
        (_folders, _journal, _reader) = (null, null, null);
        _storage = new FragileStorage();

        // The last write may have been whole.
        using var left = JournalReader.Open(_storage, journalPath, 0);
        See(left);
    }

    public void Dispose()
    {
        if (_folders is not null)
        {
            Kill();
        }
    }

    private void Start()
    {
        if (_folders is not null)
        {
            return;
        }

        _journal = JournalWriter.Open(_storage, journalPath, new JournalOptions { SyncInterval = TimeSpan.FromHours(1) }, clock);
        _reader = _journal.OpenReader(0);
        var ledger = new SourceLedger();
        using (var reader = JournalReader.Open(_storage, journalPath, 0))
        {
            ledger.CatchUp(reader);
        }

        _tally = new IntakeTally();
        var recorder = new SourceRecorder(_journal, ledger, options, new LagGate(), _tally, clock, static _ => { });
        var notes = new QuarantineNotes(PosixStorage.Instance, quarantine);
        _folders = new FolderReader([folder], new VisitContext(recorder, options, _tally, notes, clock, static _ => { }), static _ => { });
        See(_reader);
    }

    private void See(JournalReader reader)
    {
        while (reader.TryRead(out var record))
        {
            if (record.Kind == RecordKind.Text && record.Sequence > _seen)
            {
                foreach (string line in Encoding.UTF8.GetString(record.Payload.Span).Split('\n')[..^1])
                {
                    see(line);
                }
            }

            _seen = Math.Max(_seen, record.Sequence);
        }
    }

    // Closing the journal writes its idle mark, which a killed process does not: the storage is dead by then or refuses.
    private void Abandon()
    {
        _storage.Die();
        try
        {
            _journal!.Dispose();
        }
        catch (KilledException)
        {
        }
    }
}
