using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>What all visits share; there is one visit at a time.</summary>
internal sealed class VisitContext : IDisposable
{
    private readonly QuarantineNotes? _notes;
    private readonly Action<string> _report;

    public VisitContext(
        SourceRecorder recorder, IntakeOptions options, IntakeTally tally, QuarantineNotes? notes, TimeProvider time, Action<string> report)
    {
        Recorder = recorder;
        Options = options;
        Tally = tally;
        Time = time;
        Batch = new LineBatch(options.BatchBytes);
        OpenFiles = new OpenFiles(DescriptorBudget.Of(options.OpenFiles));
        _notes = notes;
        _report = report;
    }

    public SourceRecorder Recorder { get; }

    public IntakeOptions Options { get; }

    public IntakeTally Tally { get; }

    public TimeProvider Time { get; }

    public LineBatch Batch { get; }

    public LineFeed Feed { get; } = new();

    public OpenFiles OpenFiles { get; }

    /// <summary>Whether since the last scan a file was put off because of another one.</summary>
    public bool HasUndecided { get; set; }

    /// <summary>Whether a file that is there has lines that have not been accepted; told by the table of files.</summary>
    public Func<FileKey, bool> IsUnfinished { get; set; } = static _ => false;

    /// <summary>Whether a file that is there is still to be visited after this scan; told by the table of files.</summary>
    public Func<FileKey, bool> IsDue { get; set; } = static _ => false;

    /// <summary>The same of the plain file that a compressed one is being made from, by its path.</summary>
    public Func<string, bool> HasUnfinishedOriginal { get; set; } = static _ => false;

    /// <summary>Whether a file has been left alone for that long; in a single run nothing is waited for.</summary>
    public bool IsIdle(TrackedFile file, TimeSpan span) => Options.Once || file.IsIdle(Time, span);

    /// <summary>
    /// Leaves a file alone until it changes, and says why the first time: a file that grows is judged again at every change, mostly with the
    /// same outcome.
    /// </summary>
    public void Refuse(TrackedFile file, string reason)
    {
        if (!file.IsNewRefusal(reason))
        {
            return;
        }

        Tally.Refused++;
        _report($"{file.Path}: not read: {reason}");
        try
        {
            _notes?.Add(file.Path, reason, file.Status);
        }
        catch (StorageException error)
        {
            _report($"{file.Path}: the note about it is missing: {error.Message}");
        }
    }

    /// <summary>Tries a file again later, and says so the first time.</summary>
    public void Fail(TrackedFile file, string reason)
    {
        Tally.ReadFailures++;
        if (file.BackOff(Time, Options.RetryAfter, Options.RetryAtMost) == 1)
        {
            _report($"{file.Path}: cannot be read now: {reason}; it is tried again, other files go on");
        }
    }

    public void Dispose() => OpenFiles.Dispose();
}
