using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary>Opens the store of a query or of upkeep, with errors that say how to get one.</summary>
internal static class StoreAccess
{
    private const string OutputEmbeddings = "output.npy";

    /// <summary>Opens the store for reading.</summary>
    /// <exception cref="FailedException">There is no such folder.</exception>
    public static StoreFolder OpenForReading(string folder)
    {
        RequireFolder(folder);
        return StoreFolder.OpenForReading(folder);
    }

    /// <summary>Opens a store that must exist for writing.</summary>
    /// <exception cref="FailedException">There is no such folder.</exception>
    public static StoreFolder OpenForWriting(string folder, IStorage? storage = null)
    {
        RequireFolder(folder);

        // Reads store.json first: opening an empty folder for writing would make a store of it.
        using (StoreFolder.OpenForReading(folder))
        {
        }

        return StoreFolder.OpenForWriting(folder, seedIfNew: 1, storage);
    }

    /// <summary>
    /// The word vectors that were asked for: <c>--vectors</c> of <c>--generation</c>, or of the newest valid one, which a damaged newer
    /// one does not hide.
    /// </summary>
    /// <param name="invocation">Its options say what to read.</param>
    /// <param name="folder">The store.</param>
    /// <param name="number">The generation read.</param>
    public static WordVectors OpenVectors(Invocation invocation, string folder, out long number)
    {
        using var store = OpenForReading(folder);

        // A verb that does not take --vectors reads the input embeddings, whatever the configuration says: every model has them.
        var taken = (QueryDeclarations.Vectors.Verbs & invocation.Verb) != 0;
        var choice = !taken ? VectorChoice.Input : invocation.Values.Choice(QueryDeclarations.Vectors, VectorChoice.Input, VectorChoice.Output, VectorChoice.Mean);
        if (invocation.Values.OptionalInteger(QueryDeclarations.Generation) is { } asked)
        {
            number = asked;
            return store.ReadGeneration(asked, generation => Open(generation, choice));
        }

        var (vectors, newest) = store.ReadNewest(
            generation => generation is null ? throw NothingYet(folder) : (Open(generation, choice), generation.Number),
            (skipped, reason) => Warn(invocation, $"generation {skipped} is damaged and was passed over: {reason}"));
        number = newest;
        return vectors;
    }

    /// <summary>Calls <paramref name="read"/> with the generation that was asked for, or with the newest valid one; it must be ready to start over.</summary>
    public static T ReadGeneration<T>(Invocation invocation, string folder, Func<StoreFolder, Generation, T> read)
    {
        using var store = OpenForReading(folder);
        if (invocation.Values.OptionalInteger(QueryDeclarations.Generation) is { } asked)
        {
            return store.ReadGeneration(asked, generation => read(store, generation));
        }

        return store.ReadNewest(
            generation => read(store, generation ?? throw NothingYet(folder)),
            (skipped, reason) => Warn(invocation, $"generation {skipped} is damaged and was passed over: {reason}"));
    }

    /// <summary>Writes a warning to standard error.</summary>
    public static void Warn(Invocation invocation, string sentence) =>
        invocation.Context.Error.WriteLine($"streamw2v: warning: {sentence.ReplaceLineEndings(" ")}");

    /// <summary>Fails with a way to make a store if there is no such folder.</summary>
    public static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailedException($"there is no store at {folder}; make one with streamw2v train FILE --store {folder}, or with run");
        }
    }

    private static FailedException NothingYet(string folder) =>
        new($"store {folder} holds no generation yet, so nothing can be asked; wait for the first checkpoint of run, or use train");

    private static WordVectors Open(Generation generation, VectorChoice choice)
    {
        if (choice != VectorChoice.Input && !generation.Has(OutputEmbeddings))
        {
            throw new FailedException(
                $"generation {generation.Number} has no output embeddings, its objective keeps none per word; use --vectors input");
        }

        return GenerationVectors.Open(generation, choice);
    }
}
