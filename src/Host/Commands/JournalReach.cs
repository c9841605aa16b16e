using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.Host.Commands;

/// <summary>Whether a journal goes on where a generation ends. It is trimmed to the oldest generation that is kept as it is, so behind older ones there is a gap.</summary>
internal static class JournalReach
{
    /// <summary>What is missing between a generation and the journal, in words; null if nothing is.</summary>
    /// <exception cref="MissingGenerationException">There is no such generation.</exception>
    public static string? GapBefore(StoreFolder store, long number)
    {
        var position = store.OpenGeneration(number).Manifest.Journal.Sequence;
        var journal = JournalCheck.Run(PosixStorage.Instance, store.JournalPath);
        return journal.FirstSequence is not { } first || (first <= position && position <= journal.NextSequence)
            ? null
            : $"generation {number} goes on at journal record {position}, and the journal {store.JournalPath} holds {first} to {journal.NextSequence - 1}: "
                + "what came in between is gone from it. Files would be read again from where that generation had read them; what came through a pipe could not be learned again";
    }

    /// <summary>Moves the journal to quarantine, so that the next run begins a new one where a generation ends.</summary>
    /// <returns>What was done, a sentence each.</returns>
    public static IReadOnlyList<string> SetAside(StoreFolder store, long number) => JournalRepair.Run(
        PosixStorage.Instance, store.JournalPath, store.QuarantinePath, store.OpenGeneration(number).Manifest.Journal.Sequence);
}
