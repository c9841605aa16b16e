using StreamW2V.Host.CommandLine;
using StreamW2V.Query.Drift;
using StreamW2V.Query.Neighbors;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary>The two generations that a report compares.</summary>
internal sealed class GenerationPair : IDisposable
{
    private const int MaxAttempts = 20;
    private const int NotFound = 2; // ENOENT

    private GenerationPair(Generation before, Generation after)
    {
        if (before.Manifest.Dimension != after.Manifest.Dimension)
        {
            throw new FailedException(
                $"generation {before.Number} has vectors of {before.Manifest.Dimension} floats and generation {after.Number} of {after.Manifest.Dimension}; "
                + "only those of the same length can be compared");
        }

        (From, To) = (before.Number, after.Number);
        Before = DriftSnapshot.Open(before);
        try
        {
            After = DriftSnapshot.Open(after);
        }
        catch
        {
            Before.Dispose();
            throw;
        }
    }

    /// <summary>Number of the earlier generation.</summary>
    public long From { get; }

    /// <summary>Number of the later generation.</summary>
    public long To { get; }

    /// <summary>The earlier generation.</summary>
    public DriftSnapshot Before { get; }

    /// <summary>The later generation.</summary>
    public DriftSnapshot After { get; }

    /// <summary>Opens the generations asked for; by default the newest, and the oldest that is kept and has words.</summary>
    /// <exception cref="FailedException">There is no such generation, or only one.</exception>
    public static GenerationPair Open(Invocation invocation, string folder, long? from, long? to)
    {
        using var store = StoreAccess.OpenForReading(folder);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var after = to is { } asked ? store.OpenGeneration(asked) : Newest(invocation, store);
                return new GenerationPair(from is { } earlier ? Earlier(store, earlier, after) : Oldest(store, after), after);
            }
            catch (StorageException error) when (attempt < MaxAttempts && error.ErrorNumber == NotFound)
            {
                // A running process has archived or removed one of them. One that was named is then missed by its name.
            }
        }
    }

    /// <summary>Fails unless both generations have the word.</summary>
    /// <exception cref="FailedException">Only one has it.</exception>
    /// <exception cref="UnknownWordException">Neither has it.</exception>
    public void RequireBoth(string word)
    {
        var (before, after) = (Before.Vectors.TryFind(word, out _), After.Vectors.TryFind(word, out _));
        if (!before && !after)
        {
            After.Vectors.Find(word);
        }

        if (before != after)
        {
            throw new FailedException(
                $"generation {(before ? From : To)} has the word '{word}' and generation {(before ? To : From)} has not, so there is nothing to compare it with");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Before.Dispose();
        After.Dispose();
    }

    private static Generation Newest(Invocation invocation, StoreFolder store) =>
        store.OpenNewest((skipped, reason) => StoreAccess.Warn(invocation, $"generation {skipped} is damaged and was passed over: {reason}"))
        ?? throw new FailedException($"store {store.Path} holds no generation yet, so nothing can be compared; wait for the first checkpoints of run");

    private static Generation Earlier(StoreFolder store, long number, Generation after)
    {
        var found = store.OpenGeneration(number);
        return number < after.Number
            ? found
            : throw new FailedException($"generation {number} is not earlier than generation {after.Number}; give another --from, or --to");
    }

    private static Generation Oldest(StoreFolder store, Generation after)
    {
        foreach (var number in store.AllNumbers.Where(number => number < after.Number))
        {
            try
            {
                // The first checkpoint of a run is written before any text.
                if (store.OpenGeneration(number) is { Manifest.Vocabulary: > 0 } found)
                {
                    return found;
                }
            }
            catch (Exception error) when (error is StoreDamagedException or MissingGenerationException)
            {
                // Damaged, or gone since it was listed: the next one is older than what is compared with, too.
            }
        }

        throw new FailedException(
            $"store {store.Path} has no generation with words before {after.Number}, so nothing can be compared; keep some with run --keep-hourly 24 --keep-daily 30");
    }
}
