using System.Diagnostics;
using StreamW2V.Engine.Training;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;
using StreamW2V.Numerics;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Services;

/// <summary>
/// Commits what a learner knows as a generation. The learner pauses while the moment is captured; writing, syncing and renaming go on beside it, one generation at a time. Older generations than are
/// kept are removed, and <paramref name="committed"/> learns how far back the oldest kept one reaches. One that finds the disk full is dropped, which gives its space back, and is tried again later: the journal is not
/// trimmed meanwhile, so nothing is lost.
/// </summary>
/// <param name="store">The store, open for writing.</param>
/// <param name="session">Log and clock.</param>
/// <param name="keep">Which generations are kept.</param>
/// <param name="committed">Called after each commit, on any thread, with the journal position of the oldest generation that is kept.</param>
internal sealed class GenerationCommitter(StoreFolder store, LearningSession session, RetentionPolicy keep, Action<JournalPosition>? committed = null) : IDisposable
{
    private Task _underWay = Task.CompletedTask;
    private readonly Retention _retention = new(store, keep);
    private readonly Archivist _archivist = new(new Retention(store, keep), session.Log);

    /// <summary>Number of the newest committed generation; 0 before the first.</summary>
    public long Newest { get; private set; }

    /// <summary>How long learning stood still for generations so far; whole between commits.</summary>
    public CheckpointPauses Pauses { get; } = new();

    /// <summary>How long the last generation that this process committed took to be written beside learning; zero before the first.</summary>
    public TimeSpan LastWriting { get; private set; }

    /// <summary>When to try again after the disk was full.</summary>
    public SpaceWait Space { get; } = new(session.Time);

    /// <summary>Whether a generation is being written: another one would have to wait for it.</summary>
    public bool IsBusy => !_underWay.IsCompleted;

    /// <summary>Notes a generation that cannot be gone back to: it does not count among those that are kept.</summary>
    public void NoteDamaged(long number)
    {
        _retention.NoteDamaged(number);
        _archivist.NoteDamaged(number);
    }

    /// <summary>Takes over from the generation that learning went on from.</summary>
    public void StartFrom(Generation generation) => Newest = generation.Number;

    /// <summary>
    /// Ends a run whose rows are worth nothing any more: what was committed before stays the newest generation, and the error says what to do. It does not go on by
    /// itself, because the same text would diverge again, and a rate that falls only here would make the model depend on when generations were written.
    /// </summary>
    /// <param name="error">Says in which batch it was noticed.</param>
    /// <param name="where">Where that is in the text, beside the batch.</param>
    /// <param name="remedy">What to do.</param>
    public FailedException GoBack(DivergenceException error, string where, string remedy)
    {
        try
        {
            WaitForCommit();
        }
        catch (DivergenceException)
        {
            // It was noticed twice, by a loss and by whoever wrote the rows.
        }

        Log.Diverged(session.Log, error.Message, where, Newest);
        return new FailedException(
            $"the model has diverged: {error.Message}, {where}. {(Newest > 0 ? $"The store is back at generation {Newest}" : "Nothing was written")}; {remedy}", error);
    }

    /// <summary>Captures a generation and starts to write and commit it; one that is under way is waited for. Whether the disk is full is seen in <see cref="Space"/>.</summary>
    /// <param name="learner">The learner; it pauses while it is captured.</param>
    /// <param name="manifest">What the manifest says beside what the learner knows.</param>
    /// <param name="sourcesFile">The name of the file that says where the text goes on.</param>
    /// <param name="sources">Makes its content, later and on another thread.</param>
    /// <param name="beforeCommit">Makes durable what the generation counts on; on another thread, before anything of it is.</param>
    /// <exception cref="DivergenceException">The rows are not finite; nothing was committed. Also of the generation before this one, as all other errors.</exception>
    public void Commit(Learner learner, Manifest manifest, string sourcesFile, Func<byte[]> sources, Action? beforeCommit = null)
    {
        WaitForCommit();
        GenerationWriter? writer = null;
        LearnerSnapshot? captured = null;
        try
        {
            var start = Stopwatch.GetTimestamp();
            writer = store.BeginGeneration();
            var begun = Stopwatch.GetElapsedTime(start);
            var snapshot = captured = learner.Capture(writer);
            var pause = begun + snapshot.Pause;
            var generation = writer;
            _underWay = Task.Factory.StartNew(
                () => Finish(generation, snapshot, manifest, () => generation.AddFile(sourcesFile, sources()), beforeCommit, pause),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (StorageException error) when (SpaceWait.IsWorthWaiting(error))
        {
            GiveUp();
            NoteFull(error);
        }
        catch
        {
            GiveUp();
            throw;
        }

        void GiveUp()
        {
            writer?.Dispose();
            captured?.End();
        }
    }

    /// <summary>Reports the failure of a commit that has ended, and a failed sync of the archive; no commit under way is waited for.</summary>
    public void Poll()
    {
        _archivist.ThrowIfFailed();
        if (_underWay.IsCompleted)
        {
            WaitForCommit();
        }
    }

    /// <summary>Waits until the commit under way is durable, or has found the disk full, and reports any other failure, once; so it does a failed sync of the archive.</summary>
    public void WaitForCommit()
    {
        Await();
        _archivist.ThrowIfFailed();
    }

    /// <summary>Waits for the last commit: there is no other try. Archiving is waited for a while, too, so that a failed sync in it is not missed.</summary>
    /// <param name="remedy">What to do where the disk is full, and what is lost.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete(string remedy)
    {
        WaitForCommit();
        if (Space.Error is { } full)
        {
            throw new IOException(
                $"no room for the last checkpoint: {full.Message}. {(Newest > 0 ? $"The store is at generation {Newest}" : "Nothing was committed")}; {remedy}", full);
        }

        _archivist.Finish();
        _archivist.ThrowIfFailed();
    }

    /// <summary>Waits for a commit under way, so that nobody closes journal or store under it. Its failure was or will be reported by who asked for it, or is logged.</summary>
    public void Dispose()
    {
        try
        {
            Await();
        }
        catch (Exception error) when (error is IOException or ArithmeticException)
        {
            Log.CommitFailed(session.Log, error);
        }

        _archivist.Dispose();
    }

    /// <summary>The arithmetic that the bits of a model depend on beside its options and text.</summary>
    public static string MathProfile(int threads) => $"float32 kernel {KernelSelector.Selected} fma threads {threads}";

    /// <summary>Says so when learning goes on from a generation with another arithmetic.</summary>
    public void CompareMathProfile(Generation generation, int threads)
    {
        if (generation.Manifest.Verb != "import" && generation.Manifest.MathProfile != MathProfile(threads))
        {
            Log.MathProfileChanged(session.Log, generation.Number, generation.Manifest.MathProfile, MathProfile(threads));
        }
    }

    private void Await()
    {
        var underWay = _underWay;
        try
        {
            underWay.GetAwaiter().GetResult();
        }
        catch (StorageException error) when (error.IsFailedSync)
        {
            _archivist.Stop();
            throw;
        }
        finally
        {
            _underWay = Task.CompletedTask;
        }
    }

    private void Finish(GenerationWriter writer, LearnerSnapshot snapshot, Manifest manifest, Action addSources, Action? beforeCommit, TimeSpan pause)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using (writer)
            {
                snapshot.Write();
                addSources();
                beforeCommit?.Invoke();
                var generation = writer.Commit(manifest);
                Newest = generation.Number;
                LastWriting = Stopwatch.GetElapsedTime(start);
            }

            if (manifest.Tokens > 0)
            {
                Pauses.Add(pause); // the first generation of a store is written before anything is learned
            }

            var parts = snapshot.Parts;
            Log.GenerationCommitted(
                session.Log, Newest, manifest.Journal.Sequence, manifest.Journal.LineOffset, manifest.Vocabulary, Math.Round(pause.TotalMilliseconds, 1),
                Math.Round(LastWriting.TotalSeconds, 2), snapshot.BlocksKept);
            Log.PauseParts(
                session.Log, Newest, Math.Round(parts.Files.TotalMilliseconds, 2), Math.Round(parts.Drain.TotalMilliseconds, 2), Math.Round(parts.Words.TotalMilliseconds, 2),
                Math.Round(parts.Rest.TotalMilliseconds, 2));
            if (Space.Error is not null)
            {
                Space.End();
                Log.SpaceAgain(session.Log, Newest);
            }
        }
        catch (StorageException error) when (SpaceWait.IsWorthWaiting(error))
        {
            NoteFull(error);
            return;
        }

        try
        {
            RemoveOlder();
        }
        catch (StorageException error) when (SpaceWait.IsWorthWaiting(error))
        {
            Log.NotRemoved(session.Log, Newest, error.Message);
        }
    }

    private void RemoveOlder()
    {
        if (_archivist.HasFailed)
        {
            return;
        }

        if (_retention.Prune() is { } plan)
        {
            Log.GenerationsRemoved(session.Log, plan.OldestPlain);
        }

        // With a single generation nothing is trimmed: if it turns out damaged, everything is learned again from the journal.
        if (_retention.Newest is { Count: > 1 } kept)
        {
            TrimBefore(kept[0]);
        }

        if (keep.Archives)
        {
            _archivist.Wake();
        }
    }

    private void TrimBefore(long oldest)
    {
        JournalPosition position;
        try
        {
            position = store.OpenGeneration(oldest).Manifest.Journal;
        }
        catch (Exception error) when (error is StoreDamagedException or StorageException { IsUnreadable: true })
        {
            // It cannot be gone back to, so the journal is trimmed again when there is another that can.
            _retention.NoteDamaged(oldest);
            Log.GenerationSkipped(session.Log, oldest, error.Message, store.Path);
            return;
        }

        committed?.Invoke(position);
    }

    private void NoteFull(StorageException error)
    {
        var isNew = Space.Error is null;
        Space.Begin(error);
        if (isNew)
        {
            Log.NoSpace(session.Log, error.Message);
        }
    }
}
