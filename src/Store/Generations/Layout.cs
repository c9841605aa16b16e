using System.Globalization;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>What stands where in a store's folder.</summary>
internal static class Layout
{
    /// <summary>In quarantine, a generation keeps its number behind this.</summary>
    public const string QuarantinedGeneration = "generation-";

    /// <summary>In quarantine, a note on a source file that was refused starts with this.</summary>
    public const string SourceNote = "source-";

    private const int MaxIdentityBytes = 64 << 10;

    public static string Generations(string store) => Path.Combine(store, "generations");

    public static string Journal(string store) => Path.Combine(store, "journal");

    public static string Quarantine(string store) => Path.Combine(store, "quarantine");

    public static string Archive(string store) => Path.Combine(store, "archive");

    /// <summary>The folders in <c>generations/</c> with names this program gives, ascending; none when there is no such folder.</summary>
    public static List<(long Number, string Suffix, string Path)> GenerationFolders(IStorage storage, string store)
    {
        var folders = new List<(long, string, string)>();
        if (storage.DirectoryExists(Generations(store)))
        {
            foreach (string path in storage.Directories(Generations(store)))
            {
                if (GenerationName.TryParse(Path.GetFileName(path), out long number, out string suffix))
                {
                    folders.Add((number, suffix, path));
                }
            }
        }

        return folders;
    }

    /// <summary>Whether a store holds no generation, no journal, no archive and nothing in quarantine: its seed has decided nothing yet.</summary>
    public static bool IsBlank(IStorage storage, string store) =>
        !storage.DirectoryExists(Quarantine(store))
        && !storage.DirectoryExists(Archive(store))
        && (!storage.DirectoryExists(Generations(store)) || storage.Directories(Generations(store)).Count == 0)
        && (!storage.DirectoryExists(Journal(store)) || storage.Files(Journal(store)).Count == 0);

    /// <summary>Numbers of the generations in quarantine, so that none is given again.</summary>
    public static IEnumerable<long> QuarantinedNumbers(IStorage storage, string store)
    {
        if (!storage.DirectoryExists(Quarantine(store)))
        {
            yield break;
        }

        foreach (string path in storage.Directories(Quarantine(store)).Concat(storage.Files(Quarantine(store))))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(QuarantinedGeneration, StringComparison.Ordinal)
                && long.TryParse(name[QuarantinedGeneration.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                yield return number;
            }
        }
    }

    /// <summary>Refuses a folder with other things in it, before anything is written there.</summary>
    public static void RequireStoreOrEmpty(IStorage storage, string store)
    {
        if (storage.FileExists(Path.Combine(store, StoreIdentity.FileName)))
        {
            return;
        }

        // An interrupted first opening leaves these and nothing else.
        var others = storage.Files(store)
            .Where(path => Path.GetFileName(path) is not (StoreLock.FileName or (StoreIdentity.FileName + GenerationName.Unfinished)))
            .Concat(storage.Directories(store));
        if (others.FirstOrDefault() is string other)
        {
            throw NotAStore(storage, store, $"it holds '{Path.GetFileName(other)}' and no '{StoreIdentity.FileName}'");
        }
    }

    /// <summary>Refuses a folder that is missing or has nothing of a store in it.</summary>
    public static void RequireStore(IStorage storage, string store)
    {
        if (!storage.DirectoryExists(store))
        {
            throw new StorageException("open store", store, Errno.NotFound);
        }

        if (!storage.FileExists(Path.Combine(store, StoreIdentity.FileName)) && !storage.DirectoryExists(Generations(store)))
        {
            throw NotAStore(storage, store, $"it has no '{StoreIdentity.FileName}'");
        }
    }

    public static StoreIdentity ReadIdentity(IStorage storage, string store)
    {
        string path = Path.Combine(store, StoreIdentity.FileName);
        return storage.FileExists(path)
            ? StoreIdentity.Read(storage.ReadSmallFile(path, MaxIdentityBytes), path)
            : throw NotAStore(storage, store, $"it has no '{StoreIdentity.FileName}'");
    }

    private static StoreDamagedException NotAStore(IStorage storage, string store, string what) =>
        new(storage.DirectoryExists(Generations(store))
            ? $"'{Path.Combine(store, StoreIdentity.FileName)}' is missing beside generations; "
                + $"run `streamw2v fsck --repair --store '{store}'`"
            : $"'{store}' is not a store: {what}; name a store, or an empty or new folder to make one");
}
