using System.Diagnostics;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Memory;
using StreamW2V.Ingest.Sources;
using StreamW2V.Numerics;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Services;

/// <summary>
/// One life of <c>run</c> on a store: everything that the intake and the learner share, put together from the newest generation and the journal behind it. The
/// intake appends to the journal, the learner reads it in order; they meet nowhere else.
/// </summary>
internal sealed class StreamSession : IDisposable
{
    private const string SourcesFile = "sources.bin";
    private readonly StoreFolder _store;
    private readonly SourceLedger _accepted;
    private MemoryPlan _memory = null!;
    private long _stayedAt = long.MinValue;

    private StreamSession(RunRequest request, LearningSession session, StoreFolder store)
    {
        Request = request;
        Session = session;
        _store = store;
        Committer = new GenerationCommitter(store, session, request.Stream.Keep, position => Journal!.TrimBefore(position.Sequence));
        Settings = new LearningSettings(request.Model, request.Text);
        var newest = store.OpenNewest((number, reason) =>
        {
            Committer.NoteDamaged(number);
            Log.GenerationSkipped(session.Log, number, reason, store.Path);
        });
        if (newest is not null)
        {
            RequireFinished(newest);
            Settings = StoredOptions.Reconcile(Settings, request.Explicit, newest, "run", mayChange: true);
            Committer.StartFrom(newest);
            Position = newest.Manifest.Journal;
        }

        Settings = StoredOptions.WithSeedOf(store, Settings, request.Explicit);

        RequireRoom(newest);
        Journal = JournalWriter.Open(
            PosixStorage.Instance, store.JournalPath,
            new JournalOptions { SyncInterval = request.Stream.FsyncInterval, SyncAlways = request.Stream.FsyncAlways },
            session.Time, Position.Sequence);
        try
        {
            RequireReach(newest);
            if (Journal.TornBytes > 0)
            {
                Log.TornTailCut(session.Log, Journal.TornBytes);
            }

            Learned = ReadLedger(newest);
            _accepted = ReadLedger(newest);
            Gate = new LagGate(lagBytes: CatchUp());
            Learner = MakeLearner(newest);
            Learner.ReserveForCapture();
            Evaluation = request.Evaluation is { } options ? new PeriodicEvaluation(Learner, options, session.Log) : null;
        }
        catch
        {
            Learner?.Dispose();
            Journal.Dispose();
            throw;
        }

        if (newest is not null)
        {
            Log.Recovered(session.Log, newest.Number, Position.Sequence, Position.LineOffset);
            Committer.CompareMathProfile(newest, Learner.Options.Threads);
        }
    }

    /// <summary>What was asked for.</summary>
    public RunRequest Request { get; }

    /// <summary>Log, progress and clock.</summary>
    public LearningSession Session { get; }

    /// <summary>The settings in force.</summary>
    public LearningSettings Settings { get; }

    /// <summary>The only way in.</summary>
    public JournalWriter Journal { get; }

    /// <summary>Holds the intake back while the learner is behind.</summary>
    public LagGate Gate { get; }

    /// <summary>How far each source is learned; belongs to the learner's thread.</summary>
    public SourceLedger Learned { get; }

    /// <summary>The learner.</summary>
    public Learner Learner { get; }

    /// <summary>Where its rows live.</summary>
    public MappingKind Mapping { get; private set; }

    /// <summary>Scores the vectors on the way; null if that was not asked for.</summary>
    public PeriodicEvaluation? Evaluation { get; }

    /// <summary>Commits generations.</summary>
    public GenerationCommitter Committer { get; }

    /// <summary>The record that is learned next; belongs to the learner's thread.</summary>
    public JournalPosition Position { get; set; }

    /// <summary>Opens the store and everything in it.</summary>
    /// <exception cref="FailedException">An option contradicts the store.</exception>
    public static StreamSession Open(RunRequest request, LearningSession session)
    {
        var store = StoreFolder.OpenForWriting(request.Store.Folder, request.Model.Seed);
        try
        {
            var opened = new StreamSession(request, session, store);
            if (opened.Committer.Newest == 0)
            {
                // Before any text: however the process ends, the settings that its lines were accepted under are on disk.
                opened.Commit();
                opened.Committer.Complete("start it again when there is");
            }

            Log.Started(
                session.Log, "run", store.Path, opened.Learner.Options.Threads, KernelSelector.Selected, opened.Mapping.ToString());
            var bound = MemoryBound.Of(opened.Learner.Options);
            Log.MemoryBounded(
                session.Log, bound.Total, bound.Matrices, bound.Words, bound.Sketch, bound.Tables, bound.Tree, bound.Evictions, bound.Phrases,
                bound.Rehearsal);
            return opened;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The intake of what was asked for.</summary>
    public Intake MakeIntake(Stream? standardInput) => new(
        Journal,
        _accepted,
        new IntakeInputs { Folders = Request.Stream.Watch, StandardInput = standardInput },
        new IntakeOptions
        {
            ScanInterval = Request.Stream.ScanInterval,
            FollowSymlinks = Request.Stream.FollowSymlinks,
            MaxLineBytes = Settings.Text.MaxLine,
        },
        Gate,
        new QuarantineNotes(PosixStorage.Instance, _store.QuarantinePath),
        Session.Time,
        line => Log.IntakeReport(Session.Log, line));

    /// <summary>Begins to commit a generation at <see cref="Position"/>. Everything before it is durable in the journal first.</summary>
    public void Commit()
    {
        Committer.Commit(
            Learner,
            new Manifest
            {
                CreatedUtc = Session.Time.GetUtcNow(),
                Journal = Position,
                Tokens = Learner.Position.Tokens,
                Vocabulary = Learner.Vocabulary,
                Dimension = Learner.Options.Dimension,
                MathProfile = GenerationCommitter.MathProfile(Learner.Options.Threads),
                Verb = "run",
                Complete = true,
                Options = StoredOptions.Describe(Settings),
            },
            SourcesFile,
            Learned.Capture().Write,
            Journal.Sync);
    }

    /// <summary>Lets rows leave memory once they have become too many for it. Call it between two lines, on the learner's thread.</summary>
    public void KeepWithinMemory()
    {
        // A generation that is being written reads the rows where they are.
        if (Mapping != MappingKind.Private || Committer.IsBusy || Learner.Vocabulary <= _stayedAt || !_memory.IsOutgrown(Learner.Vocabulary))
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            Learner.MoveToDisk(_store.Path, _memory.StayingRows(Learner.Vocabulary));
            Mapping = MappingKind.Shared;
            Log.RowsMoved(Session.Log, Learner.Vocabulary, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (StorageException error) when (error.IsOutOfSpace)
        {
            // The next try is a hundredth of the vocabulary away: until then what the disk said holds.
            _stayedAt = Learner.Vocabulary + (Learner.Vocabulary / 100);
            Log.RowsNotMoved(Session.Log, Learner.Vocabulary, error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Committer.Dispose();
        Learner.Dispose();
        Journal.Dispose();
        _store.Dispose();
    }

    private static void RequireFinished(Generation newest)
    {
        if (!newest.Manifest.Complete)
        {
            throw new FailedException(
                $"generation {newest.Number} is an interrupted train. Finish it first with the same train command, or give --store a new folder");
        }
    }

    private void RequireRoom(Generation? newest)
    {
        if (newest is not null && newest.Manifest.Vocabulary > Settings.Model.MaxVocabulary)
        {
            throw new FailedException(
                $"--max-vocab {Settings.Model.MaxVocabulary} is below the {newest.Manifest.Vocabulary} words that the store {_store.Path} holds. Give at least that many");
        }

        if (Settings.Model.Objective == Engine.Objective.FullSoftmax && Settings.Model.MaxVocabulary > Settings.Model.SoftmaxMaxVocabulary)
        {
            throw new FailedException(
                $"the full softmax over up to --max-vocab {Settings.Model.MaxVocabulary} words is above --softmax-max-vocab {Settings.Model.SoftmaxMaxVocabulary}. "
                + "Lower --max-vocab, or use --objective ns or hs, whose cost does not grow with the vocabulary");
        }
    }

    private void RequireReach(Generation? newest)
    {
        var position = newest?.Manifest.Journal ?? default;
        if (position.Sequence < Journal.FirstSequence || position.Sequence > Journal.NextSequence)
        {
            throw new StoreDamagedException(
                $"the journal {_store.JournalPath} holds records {Journal.FirstSequence} to {Journal.NextSequence - 1}, but "
                + (newest is null ? "there is no generation to go on from" : $"generation {newest.Number} goes on at record {position.Sequence}")
                + $". Look closer with: streamw2v fsck --store {_store.Path}");
        }
    }

    private static SourceLedger ReadLedger(Generation? newest) => newest is not null && newest.Has(SourcesFile)
        ? SourceLedger.Read(newest.ReadFile(SourcesFile), Path.Combine(newest.Path, SourcesFile))
        : new SourceLedger();

    /// <summary>Brings the intake's ledger to the journal's end and returns the bytes of text on the way, which wait to be learned.</summary>
    private long CatchUp()
    {
        using var reader = Journal.OpenReader(Position.Sequence);
        var waiting = -(long)Position.LineOffset;
        while (reader.TryRead(out var record))
        {
            waiting += record.Kind == RecordKind.Text ? record.Payload.Length : 0;
            _accepted.Apply(record);
        }

        return Math.Max(0, waiting);
    }

    private Learner MakeLearner(Generation? newest)
    {
        var options = Settings.Model.ToLearner();
        var hash = new TokenHash(_store.Identity.HashKey);
        var words = newest?.Manifest.Vocabulary ?? 0;
        _memory = new MemoryPlan(Request.Store, options, grows: true);
        _memory.Report(Session.Log, words);
        Mapping = _memory.MappingFor(words);
        var placement = MatrixPlacement.Of(Mapping, _store.Path, _memory.StayingRows(words));
        return newest is null
            ? Learner.ForStream(options, hash, placement)
            : Learner.Open(options, hash, newest, placement, grows: true);
    }
}
