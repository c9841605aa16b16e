using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>
/// Carries a <see cref="RetentionPolicy"/> out on a store that is open for writing. <see cref="Prune"/> is quick and belongs behind each commit; <see cref="Archive"/>
/// takes as long as it takes, may run beside commits on another thread, and may be stopped or killed anywhere: what it has not come to is still a plain generation.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="policy">What to keep.</param>
public sealed class Retention(StoreFolder store, RetentionPolicy policy)
{
    private readonly HashSet<long> _damaged = [];

    // What this process could not read: not counted, not removed, not read again, and reported once. A number can be plain and archived.
    private readonly Dictionary<long, string> _unreadable = [];
    private readonly Dictionary<long, string> _unreadableArchives = [];
    private readonly HashSet<long> _unarchivable = [];
    private readonly HashSet<long> _reported = [];

    /// <summary>Notes a generation that cannot be gone back to: it does not count among those that are kept.</summary>
    public void NoteDamaged(long number) => _damaged.Add(number);

    /// <summary>The newest generations, ascending, as many as are kept as they are or fewer.</summary>
    public IReadOnlyList<long> Newest =>
        [.. store.GenerationNumbers.Where(number => !_damaged.Contains(number) && !_unreadable.ContainsKey(number)).TakeLast(policy.Newest)];

    /// <summary>
    /// Removes the plain generations that are not kept. Those that are to be archived stay until they are, and those whose manifest cannot be read stay for fsck.
    /// </summary>
    /// <returns>The plan in force, null while there is nothing to remove.</returns>
    public RetentionPlan? Prune()
    {
        var plan = Plan();
        if (plan is not null)
        {
            store.RemoveBefore(plan.OldestPlain, plan.Kept.Union(_unreadable.Keys).ToHashSet());
            store.Archive.RemoveSetAsideBefore(plan.OldestPlain);
        }

        return plan;
    }

    /// <summary>Archives what is to be archived, oldest first, and removes archives that are not kept any more. A policy without rules leaves the archive alone.</summary>
    /// <param name="archived">Called for each generation that went into the archive.</param>
    /// <param name="failed">Called once for each generation and archive that could not be read; it stays as it is, for fsck.</param>
    /// <param name="cancellation">Stops within a mebibyte.</param>
    /// <exception cref="StorageException">A system call failed, e.g. for want of space; what was to be archived is still there.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Archive(Action<ArchivedGeneration>? archived, Action<long, string>? failed, CancellationToken cancellation)
    {
        if (!policy.Archives)
        {
            return;
        }

        var made = Plan();
        foreach (var (number, reason) in _unreadable.Concat(_unreadableArchives))
        {
            Report(number, reason);
        }

        if (made is not { } plan)
        {
            return;
        }

        foreach (long number in store.GenerationNumbers.Where(number => number < plan.OldestPlain && plan.Kept.Contains(number) && !_unarchivable.Contains(number)))
        {
            try
            {
                store.Archive.Add(store.OpenGeneration(number), cancellation);
                archived?.Invoke(store.Archive.Describe(number));
                store.Remove(number);
                _unreadableArchives.Remove(number); // written anew
            }
            catch (Exception error) when (Damage.IsSeenIn(error))
            {
                _unarchivable.Add(number);
                Report(number, error.Message);
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && !store.GenerationNumbers.Contains(number))
            {
                // A commit beside this has found it superfluous: the clock was put back.
            }
        }

        store.Archive.Remove(
            store.Archive.Numbers.Where(number => number < plan.OldestPlain && !plan.Kept.Contains(number) && !_unreadableArchives.ContainsKey(number)).ToHashSet(),
            cancellation);

        void Report(long number, string reason)
        {
            if (_reported.Add(number))
            {
                failed?.Invoke(number, reason);
            }
        }
    }

    private RetentionPlan? Plan()
    {
        if (!policy.Archives)
        {
            // Takes no look at creation times and at the archive: what other options have put there stays.
            return Newest is { } newest && newest.Count == policy.Newest ? new RetentionPlan(newest[0], new HashSet<long>()) : null;
        }

        var ages = new List<GenerationAge>();
        foreach (long number in store.GenerationNumbers.Where(number => !_damaged.Contains(number)))
        {
            Note(() => new GenerationAge(number, store.OpenGeneration(number).Manifest.CreatedUtc, IsArchived: false), number, _unreadable);
        }

        foreach (long number in store.ArchivedNumbers)
        {
            Note(() => new GenerationAge(number, store.Archive.Describe(number).Created, IsArchived: true), number, _unreadableArchives);
        }

        return RetentionPlan.Of(ages, policy);

        void Note(Func<GenerationAge> read, long number, Dictionary<long, string> unreadable)
        {
            if (unreadable.ContainsKey(number))
            {
                return;
            }

            try
            {
                ages.Add(read());
            }
            catch (Exception error) when (Damage.IsSeenIn(error))
            {
                unreadable.Add(number, error.Message);
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound)
            {
                // Removed or archived since it was listed.
            }
        }
    }
}
