using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// A store: <c>store.json</c>, <c>LOCK</c>, <c>generations/</c>, <c>journal/</c>, and where needed <c>archive/</c> and
/// <c>quarantine/</c>. One writer at a time; any number of readers beside it, who see committed generations only.
/// </summary>
public sealed class StoreFolder : IDisposable
{
    // A reader that finds its generation removed starts again; the writer would have to remove this many between its steps.
    private const int MaxAttempts = 20;

    private readonly IStorage _storage;
    private readonly StoreLock? _lock;
    private readonly Lock _removal = new();

    private StoreFolder(string path, StoreIdentity identity, IStorage storage, StoreLock? heldLock)
    {
        Path = path;
        Identity = identity;
        _storage = storage;
        _lock = heldLock;
        Archive = new ArchiveFolder(storage, path);
    }

    /// <summary>Full path of the store.</summary>
    public string Path { get; }

    /// <summary>Seed and hash key.</summary>
    public StoreIdentity Identity { get; }

    /// <summary>True for a store opened for writing, which holds its lock.</summary>
    public bool IsWritable => _lock is not null;

    /// <summary>Folder of the generations.</summary>
    public string GenerationsPath => Layout.Generations(Path);

    /// <summary>Folder of the journal; made when a store is opened for writing.</summary>
    public string JournalPath => Layout.Journal(Path);

    /// <summary>Folder of what could not be read; made when needed.</summary>
    public string QuarantinePath => Layout.Quarantine(Path);

    /// <summary>Folder of compressed older generations; made when needed.</summary>
    public string ArchivePath => Layout.Archive(Path);

    /// <summary>Numbers of the archived generations, ascending, whether or not they are sound.</summary>
    public IReadOnlyList<long> ArchivedNumbers => Archive.Numbers;

    /// <summary>Numbers of all generations that can be asked and gone back to, plain or archived, ascending.</summary>
    public IReadOnlyList<long> AllNumbers => [.. GenerationNumbers.Concat(ArchivedNumbers).Distinct().Order()];

    /// <summary>The archive.</summary>
    internal ArchiveFolder Archive { get; }

    /// <summary>Numbers of the committed generations, ascending, whether or not they are sound.</summary>
    public IReadOnlyList<long> GenerationNumbers =>
        [.. Folders().Where(folder => folder.Suffix.Length == 0).Select(folder => folder.Number)];

    /// <summary>
    /// Opens a store for writing and takes its lock; a missing or empty folder becomes a new store (mode 0700). What an interrupted
    /// writer left unfinished is removed.
    /// </summary>
    /// <param name="path">The store's folder.</param>
    /// <param name="seedIfNew">
    /// Seed of a new store, or of one in which nothing was ever written; any other keeps its own, see <see cref="Identity"/>.
    /// </param>
    /// <param name="storage">The file system; null is this machine's.</param>
    /// <exception cref="StoreLockedException">Another process is writing it.</exception>
    /// <exception cref="StoreDamagedException">The folder holds something else, or <c>store.json</c> is damaged.</exception>
    /// <exception cref="StorageException">A system call failed.</exception>
    public static StoreFolder OpenForWriting(string path, ulong seedIfNew, IStorage? storage = null)
    {
        storage ??= PosixStorage.Instance;
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        storage.CreateDirectoryDurably(path);
        Layout.RequireStoreOrEmpty(storage, path);
        var heldLock = StoreLock.Take(path);
        try
        {
            string identityPath = System.IO.Path.Combine(path, StoreIdentity.FileName);
            if (!storage.FileExists(identityPath) || Layout.IsBlank(storage, path))
            {
                storage.WriteAtomically(identityPath, StoreIdentity.FromSeed(seedIfNew).ToBytes());
            }

            var store = new StoreFolder(path, Layout.ReadIdentity(storage, path), storage, heldLock);
            storage.CreateDirectoryDurably(store.GenerationsPath);
            storage.CreateDirectoryDurably(store.JournalPath);
            foreach (var (_, suffix, folder) in store.Folders())
            {
                if (suffix == GenerationName.Unfinished)
                {
                    storage.DeleteFolderOfFiles(folder);
                }
            }

            store.Archive.ClearUnfinished();
            return store;
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store for reading, without a lock and without changing anything.</summary>
    /// <exception cref="StoreDamagedException">The folder is not a store, or <c>store.json</c> is damaged.</exception>
    /// <exception cref="StorageException">The folder is missing (ENOENT), or another system call failed.</exception>
    public static StoreFolder OpenForReading(string path, IStorage? storage = null)
    {
        storage ??= PosixStorage.Instance;
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Layout.RequireStore(storage, path);
        return new StoreFolder(path, Layout.ReadIdentity(storage, path), storage, heldLock: null);
    }

    /// <summary>
    /// The newest generation that is whole; null when there is none at all. A damaged one is passed over and reported: the one before it
    /// has the journal position from which the lost part is learned again.
    /// </summary>
    /// <param name="skipped">Gets number and reason of each generation passed over for an older one.</param>
    /// <param name="verifyMatrices">
    /// Whether the checksums of matrices are compared too. By default a writer does, because it goes on from them; a query leaves it to
    /// <see cref="Generation.MapReadOnly"/> of the matrices it opens.
    /// </param>
    /// <exception cref="StoreDamagedException">
    /// There are generations, but none is whole: a store never starts from empty by itself.
    /// </exception>
    public Generation? OpenNewest(Action<long, string>? skipped = null, bool? verifyMatrices = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            var damaged = new List<(long Number, string Reason)>();
            var found = Newest(damaged, verifyMatrices ?? IsWritable, out bool vanished);

            // While the writer commits and removes, a listing can miss the new folder and the old one; an empty one is looked at twice.
            bool maybeEmpty = found is null && damaged.Count == 0 && attempt == 1 && !IsWritable;
            if ((vanished || maybeEmpty) && attempt < MaxAttempts)
            {
                continue;
            }

            if (found is null && damaged.Count > 0)
            {
                throw new StoreDamagedException(
                    $"none of the {damaged.Count} generations of '{Path}' is whole, the newest because: {damaged[0].Reason}"
                    + (ArchivedNumbers is [.., var last] ? $"; the archive has older ones, the newest of them {last}: go back to it with `streamw2v rollback {last}`" : ""));
            }

            foreach (var (number, reason) in damaged)
            {
                skipped?.Invoke(number, reason);
            }

            return found;
        }
    }

    /// <summary>
    /// Opens the newest generation and calls <paramref name="read"/> with it (null when there is none): again with a newer one when the
    /// writer removed it meanwhile, and with the newest whole one when it met a damaged matrix. <paramref name="read"/> must be ready to
    /// start over.
    /// </summary>
    public T ReadNewest<T>(Func<Generation?, T> read, Action<long, string>? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        bool matrices = IsWritable;
        var reported = new HashSet<long>();
        for (int attempt = 1; ; attempt++)
        {
            var generation = OpenNewest(Report, matrices);
            try
            {
                return read(generation);
            }
            catch (StoreDamagedException) when (!matrices)
            {
                // A matrix is not the one that was committed, which only its reader notices. Now they are all compared beforehand, so that
                // the newest sound generation is found and this one named.
                matrices = true;
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && attempt < MaxAttempts
                && generation is not null && !_storage.DirectoryExists(generation.Path))
            {
                // Removed between opening and reading.
            }
        }

        void Report(long number, string reason)
        {
            if (reported.Add(number))
            {
                skipped?.Invoke(number, reason);
            }
        }
    }

    /// <summary>Opens one committed generation, plain or archived; only its manifest is checked.</summary>
    /// <exception cref="MissingGenerationException">There is none of that number.</exception>
    /// <exception cref="StoreDamagedException">Its manifest is damaged, or the archive that it is the difference from is missing.</exception>
    public Generation OpenGeneration(long number)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = PathOf(number);
            bool isPlain = number is >= 1 and <= GenerationName.Largest && _storage.DirectoryExists(path);
            if (!isPlain && !Archive.Contains(number))
            {
                throw Missing(number);
            }

            try
            {
                return isPlain
                    ? Generation.Open(_storage, path, Identity.Seed)
                    : Generation.OpenArchived(_storage, () => Archive.Open(number), Identity.Seed);
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && attempt < MaxAttempts)
            {
                // Archived or removed between looking and opening.
            }
        }
    }

    /// <summary>
    /// Opens a generation and calls <paramref name="read"/> with it, again when the writer has archived it meanwhile. <paramref name="read"/> must be ready to
    /// start over.
    /// </summary>
    /// <exception cref="MissingGenerationException">There is none of that number, or the writer has removed it meanwhile.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public T ReadGeneration<T>(long number, Func<Generation, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        for (int attempt = 1; ; attempt++)
        {
            var generation = OpenGeneration(number);
            try
            {
                return read(generation);
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && attempt < MaxAttempts && !IsThere(generation))
            {
                // Archived or removed since it was opened: the next attempt finds it, or says that it is gone.
            }
        }
    }

    /// <summary>What the header of an archived generation tells.</summary>
    /// <exception cref="StoreDamagedException">The header is damaged.</exception>
    /// <exception cref="StorageException">There is none of that number (ENOENT).</exception>
    public ArchivedGeneration DescribeArchived(long number) => Archive.Describe(number);

    /// <summary>Opens a generation that a rollback has set aside; only its manifest is checked.</summary>
    /// <exception cref="StoreDamagedException">Its manifest is damaged.</exception>
    /// <exception cref="StorageException">There is none of that number.</exception>
    public Generation OpenSetAside(long number)
    {
        string path = PathOf(number, GenerationName.RolledBack);
        return _storage.DirectoryExists(path)
            ? Generation.Open(_storage, path, Identity.Seed)
            : Generation.OpenArchived(_storage, () => Archive.OpenSetAside(number), Identity.Seed);
    }

    /// <summary>Starts the next generation. Numbers are never used twice, not even after a rollback.</summary>
    public GenerationWriter BeginGeneration()
    {
        RequireWritable();
        long last = Folders().Select(folder => folder.Number).Concat(Layout.QuarantinedNumbers(_storage, Path))
            .Concat(Archive.Numbers).Concat(Archive.SetAsideNumbers).DefaultIfEmpty(0).Max();
        return new GenerationWriter(_storage, GenerationsPath, last + 1, Identity.Seed);
    }

    /// <summary>
    /// Makes a generation the newest: later ones are renamed to <c>N.rolledback</c>, which <see cref="RemoveBefore"/> removes in time.
    /// The journal position goes back with it, so what the journal still holds behind that position is learned again at the next run.
    /// One that is archived is first made a plain one; archives of later ones are set aside, too.
    /// </summary>
    /// <exception cref="MissingGenerationException">There is no such generation; nothing was changed.</exception>
    /// <exception cref="StoreDamagedException">It is damaged; nothing was changed.</exception>
    public void Rollback(long number)
    {
        RequireWritable();
        var generation = OpenGeneration(number);
        if (generation.IsArchived)
        {
            using var archive = Archive.Open(number);
            ArchiveRestore.Run(_storage, archive, PathOf(number), PathOf(number, GenerationName.Unfinished));
        }
        else
        {
            generation.Verify(matrices: true);
        }

        // Newest first: wherever this is interrupted, the newest generation left is one that was committed after all older ones.
        foreach (long later in GenerationNumbers.Where(other => other > number).Reverse())
        {
            _storage.Rename(PathOf(later), PathOf(later, GenerationName.RolledBack));
        }

        _storage.SyncDirectory(GenerationsPath);
        Archive.SetAsideBehind(number);
    }

    /// <summary>
    /// Removes the generations before a committed one, rolled back ones included. Readers of them start again or keep what they mapped.
    /// </summary>
    /// <param name="number">A committed generation.</param>
    /// <param name="spared">Numbers that stay all the same; null for none.</param>
    public void RemoveBefore(long number, IReadOnlySet<long>? spared = null)
    {
        RequireWritable();
        if (!_storage.DirectoryExists(PathOf(number)))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "only what is older than a committed generation may be removed");
        }

        RemoveFolders((older, suffix) => older < number && (suffix.Length > 0 || spared?.Contains(older) != true));
    }

    /// <summary>Removes one generation that is archived.</summary>
    internal void Remove(long number) => RemoveFolders((other, suffix) => other == number && suffix.Length == 0);

    /// <summary>Removes all that is in the archive, durably.</summary>
    public void ClearArchive()
    {
        RequireWritable();
        Archive.Clear();
    }

    private void RemoveFolders(Func<long, string, bool> which)
    {
        // Archiving goes on beside commits, and each removes what it is done with.
        lock (_removal)
        {
            // In one step, and durably, a generation stops being one, so that no reader and no recovery meets half of it.
            var removed = new List<string>();
            foreach (var (number, suffix, path) in Folders())
            {
                if (suffix != GenerationName.Unfinished && which(number, suffix))
                {
                    removed.Add(PathOf(number, GenerationName.Unfinished));
                    _storage.Rename(path, removed[^1]);
                }
            }

            if (removed.Count > 0)
            {
                _storage.SyncDirectory(GenerationsPath);
                removed.ForEach(_storage.DeleteFolderOfFiles);
            }
        }
    }

    /// <summary>Numbers of the generations that a rollback has set aside, ascending.</summary>
    public IReadOnlyList<long> SetAsideNumbers =>
    [
        .. Folders().Where(folder => folder.Suffix == GenerationName.RolledBack).Select(folder => folder.Number)
            .Concat(Archive.SetAsideNumbers).Distinct().Order(),
    ];

    /// <summary>
    /// Deletes what was moved to <c>quarantine/</c> because it was damaged, durably, with the reasons beside it. Notes on refused source files stay.
    /// </summary>
    /// <returns>The names of what is gone.</returns>
    public IReadOnlyList<string> ClearQuarantine()
    {
        RequireWritable();
        if (!_storage.DirectoryExists(QuarantinePath))
        {
            return [];
        }

        var removed = new List<string>();
        foreach (string folder in _storage.Directories(QuarantinePath))
        {
            _storage.DeleteFolderOfFiles(folder);
            removed.Add(System.IO.Path.GetFileName(folder));
        }

        foreach (string file in _storage.Files(QuarantinePath))
        {
            string name = System.IO.Path.GetFileName(file);
            if (!name.StartsWith(Layout.SourceNote, StringComparison.Ordinal))
            {
                _storage.DeleteFile(file);
                removed.Add(name);
            }
        }

        _storage.SyncDirectory(QuarantinePath);
        return removed;
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _lock?.Dispose();

    private Generation? Newest(List<(long Number, string Reason)> damaged, bool matrices, out bool vanished)
    {
        vanished = false;
        foreach (long number in GenerationNumbers.Reverse())
        {
            string path = PathOf(number);
            try
            {
                var generation = Generation.Open(_storage, path, Identity.Seed);
                generation.Verify(matrices);
                return generation;
            }
            catch (StoreDamagedException error)
            {
                damaged.Add((number, error.Message));
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.IOError)
            {
                // A sector that cannot be read is damage like any other; other errors (permission, descriptors) say nothing about the
                // files.
                damaged.Add((number, error.Message));
            }
            catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && !_storage.DirectoryExists(path))
            {
                vanished = true;
                return null;
            }
        }

        return null;
    }

    private bool IsThere(Generation generation) => generation.IsArchived ? Archive.Contains(generation.Number) : _storage.DirectoryExists(generation.Path);

    private MissingGenerationException Missing(long number)
    {
        var numbers = AllNumbers;
        return new MissingGenerationException(numbers.Count == 0
            ? $"store {Path} has no generation {number}, nor any other yet"
            : $"store {Path} has no generation {number}; it has {string.Join(", ", numbers.TakeLast(10))}");
    }

    private string PathOf(long number, string suffix = "") => System.IO.Path.Combine(GenerationsPath, GenerationName.Of(number, suffix));

    private List<(long Number, string Suffix, string Path)> Folders() => Layout.GenerationFolders(_storage, Path);

    private void RequireWritable()
    {
        if (!IsWritable)
        {
            throw new InvalidOperationException($"store '{Path}' was opened for reading");
        }
    }
}
