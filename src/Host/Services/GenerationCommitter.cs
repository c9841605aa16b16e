using System.Diagnostics;
using StreamW2V.Engine.Training;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;
using StreamW2V.Numerics;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Services;

/// <summary>
/// Commits what a learner knows as a generation. The learner pauses while its rows are written to the page cache; syncing and renaming go on beside it, and
/// the next commit waits for them. Older generations than are kept are removed, and <paramref name="committed"/> learns how far back the oldest kept one reaches.
/// </summary>
/// <param name="store">The store, open for writing.</param>
/// <param name="session">Log and clock.</param>
/// <param name="keep">Generations to keep.</param>
/// <param name="committed">Called after each commit, on any thread, with the journal position of the oldest generation that is kept.</param>
internal sealed class GenerationCommitter(StoreFolder store, LearningSession session, int keep, Action<JournalPosition>? committed = null) : IDisposable
{
    private Task _underWay = Task.CompletedTask;
    private readonly HashSet<long> _damaged = [];

    /// <summary>Number of the newest committed generation; 0 before the first.</summary>
    public long Newest { get; private set; }

    /// <summary>Notes a generation that cannot be gone back to: it does not count among those that are kept.</summary>
    public void NoteDamaged(long number) => _damaged.Add(number);

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
        WaitForCommit();
        Log.Diverged(session.Log, error.Message, where, Newest);
        return new FailedException(
            $"the model has diverged: {error.Message}, {where}. {(Newest > 0 ? $"The store is back at generation {Newest}" : "Nothing was written")}; {remedy}", error);
    }

    /// <summary>Writes a generation and starts its commit.</summary>
    /// <param name="learner">The learner; it pauses.</param>
    /// <param name="manifest">What the manifest says beside what the learner knows.</param>
    /// <param name="sourcesFile">The name of the file that says where the text goes on.</param>
    /// <param name="sources">Its content.</param>
    /// <exception cref="DivergenceException">The rows are not finite; nothing was committed.</exception>
    public void Commit(Learner learner, Manifest manifest, string sourcesFile, ReadOnlySpan<byte> sources)
    {
        WaitForCommit();
        var start = Stopwatch.GetTimestamp();
        var writer = store.BeginGeneration();
        try
        {
            learner.Write(writer);
            writer.AddFile(sourcesFile, sources);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        var pause = Stopwatch.GetElapsedTime(start);
        _underWay = Task.Run(() => Finish(writer, manifest, pause));
    }

    /// <summary>Waits until the commit under way is durable, and reports its failure.</summary>
    public void WaitForCommit() => _underWay.GetAwaiter().GetResult();

    /// <summary>Waits for a commit under way, so that nobody closes journal or store under it. Its failure was or will be reported by who asked for it, or is logged.</summary>
    public void Dispose()
    {
        try
        {
            WaitForCommit();
        }
        catch (IOException error)
        {
            Log.CommitFailed(session.Log, error);
        }
    }

    /// <summary>The arithmetic that the bits of a model depend on beside its options and text.</summary>
    public static string MathProfile(int threads) => $"float32 kernel {KernelSelector.Selected} fma threads {threads}";

    private void Finish(GenerationWriter writer, Manifest manifest, TimeSpan pause)
    {
        using (writer)
        {
            var generation = writer.Commit(manifest);
            Newest = generation.Number;
            Log.GenerationCommitted(
                session.Log, generation.Number, manifest.Journal.Sequence, manifest.Journal.LineOffset, manifest.Vocabulary, pause.TotalMilliseconds);
        }

        var kept = store.GenerationNumbers.Where(number => !_damaged.Contains(number)).TakeLast(keep).ToArray();
        if (kept.Length == keep)
        {
            store.RemoveBefore(kept[0]);
            Log.GenerationsRemoved(session.Log, kept[0]);
        }

        // With a single generation nothing is trimmed: if it turns out damaged, everything is learned again from the journal.
        if (kept.Length > 1)
        {
            committed?.Invoke(store.OpenGeneration(kept[0]).Manifest.Journal);
        }
    }
}
