using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>
/// The folder <c>archive/</c>: one file a generation. A key frame stands for itself; every other archive is the difference from a key frame and
/// never from another difference. So damage to a difference takes that generation alone, damage to a key frame takes it and at most
/// <see cref="GroupSize"/> − 1 others, and opening any generation reads two files. Every step is a rename or a removal of one file, and each leaves a folder in
/// which every archive can be opened.
/// </summary>
internal sealed class ArchiveFolder
{
    /// <summary>Generations that one key frame serves, itself included.</summary>
    public const int GroupSize = 8;

    private readonly IStorage _storage;
    private readonly string _folder;

    public ArchiveFolder(IStorage storage, string store)
    {
        _storage = storage;
        _folder = Layout.Archive(store);
    }

    /// <summary>Numbers of the archived generations, ascending, whether or not they are sound.</summary>
    public IReadOnlyList<long> Numbers => NumbersWith("");

    /// <summary>Numbers of those that a rollback has set aside, ascending.</summary>
    public IReadOnlyList<long> SetAsideNumbers => NumbersWith(ArchiveName.SetAside);

    /// <summary>Where the archive of a generation is.</summary>
    public string PathOf(long number, string suffix = "") => Path.Combine(_folder, ArchiveName.Of(number, suffix));

    /// <summary>Whether there is an archive of that number.</summary>
    public bool Contains(long number) => number is >= 1 and <= GenerationName.Largest && _storage.FileExists(PathOf(number));

    /// <summary>Opens an archive with its base; errors are those of <see cref="OpenArchive.Open"/>.</summary>
    public OpenArchive Open(long number) => OpenArchive.Open(_storage, PathOf(number), number, other => PathOf(other));

    /// <summary>Opens an archive that a rollback has set aside; its base may have been set aside with it.</summary>
    public OpenArchive OpenSetAside(long number) => OpenArchive.Open(
        _storage, PathOf(number, ArchiveName.SetAside), number, other => Contains(other) ? PathOf(other) : PathOf(other, ArchiveName.SetAside));

    /// <summary>What the header of an archive tells; its base is not looked at.</summary>
    public ArchivedGeneration Describe(long number)
    {
        using var archive = OpenArchive.OpenAlone(_storage, PathOf(number), number);
        return new ArchivedGeneration(
            number,
            archive.Header.Base,
            archive.Manifest.CreatedUtc,
            archive.Manifest.Vocabulary,
            archive.Header.Length,
            archive.Manifest.Files.Sum(file => file.Bytes));
    }

    /// <summary>
    /// Archives a generation, reads the archive back and compares it: when this returns, the plain generation is not needed any more. An archive that is there
    /// and sound stays as it is.
    /// </summary>
    /// <exception cref="StoreDamagedException">The generation is damaged; it was not archived.</exception>
    public void Add(Generation plain, CancellationToken cancellation)
    {
        if (Contains(plain.Number) && IsSound(plain.Number))
        {
            // Whoever put it there may not have come to this, or may have failed in it.
            _storage.SyncDirectory(_folder);
            return;
        }

        _storage.CreateDirectoryDurably(_folder);
        byte[] manifest = plain.ReadManifest();
        using (var basis = KeyFor(plain.Number, plain.Manifest.Vocabulary))
        {
            Write(plain.Number, manifest, plain.Manifest, plain.ReadChunks, basis, cancellation);
        }

        using var written = Open(plain.Number);
        written.Verify();
    }

    /// <summary>
    /// Removes archives. Those that are the difference from one of them are first written anew as the difference from another, or as a key frame, so none is lost.
    /// </summary>
    /// <param name="numbers">
    /// Which ones. An archive that cannot be read, or whose dependents cannot be read, stays; so does every key frame while there is an archive that does not tell
    /// what it is the difference from.
    /// </param>
    /// <param name="cancellation">Stops between two frames.</param>
    /// <returns>Those that are gone.</returns>
    public IReadOnlyList<long> Remove(IReadOnlySet<long> numbers, CancellationToken cancellation)
    {
        var removed = new List<long>();

        // Differences before key frames: of a whole group nothing is written anew then.
        var due = Known().Where(one => numbers.Contains(one.Number)).OrderBy(one => one.Base == 0).Select(one => one.Number).ToList();
        if (due.Count > 0)
        {
            _storage.SyncDirectory(_folder); // an earlier run may have given dependents another base and not have come to this
        }

        foreach (long number in due)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Release(number, long.MaxValue, cancellation))
            {
                Delete(PathOf(number));
                removed.Add(number);
            }
        }

        return removed;
    }

    /// <summary>Removes everything, the newest first, and what was set aside or left unfinished.</summary>
    public void Clear()
    {
        if (!_storage.DirectoryExists(_folder))
        {
            return;
        }

        foreach (string path in _storage.Files(_folder).Reverse())
        {
            if (ArchiveName.TryParse(Path.GetFileName(path), out _, out _))
            {
                _storage.DeleteFile(path);
            }
        }

        _storage.SyncDirectory(_folder);
    }

    /// <summary>Removes what a writer left unfinished.</summary>
    public void ClearUnfinished() => DeleteAll(ArchiveName.Unfinished, number => true);

    /// <summary>
    /// Renames the archives behind a generation, which a rollback makes the newest, newest first. What is older and the difference from one of them gets another
    /// base before.
    /// </summary>
    public void SetAsideBehind(long number)
    {
        var later = Numbers.Where(other => other > number).ToList();
        foreach (long other in Enumerable.Reverse(later))
        {
            Release(other, number, CancellationToken.None);
            _storage.Rename(PathOf(other), PathOf(other, ArchiveName.SetAside));
        }

        if (later.Count > 0)
        {
            _storage.SyncDirectory(_folder);
        }
    }

    /// <summary>Removes what a rollback has set aside, as far as it is older than a generation.</summary>
    public void RemoveSetAsideBefore(long number) => DeleteAll(ArchiveName.SetAside, other => other < number);

    private List<long> NumbersWith(string suffix)
    {
        var numbers = new List<long>();
        if (_storage.DirectoryExists(_folder))
        {
            foreach (string path in _storage.Files(_folder))
            {
                if (ArchiveName.TryParse(Path.GetFileName(path), out long number, out string found) && found == suffix)
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers;
    }

    private void DeleteAll(string suffix, Func<long, bool> which)
    {
        foreach (long number in NumbersWith(suffix).Where(which).Reverse())
        {
            Delete(PathOf(number, suffix));
        }
    }

    private void Delete(string path)
    {
        _storage.DeleteFile(path);
        _storage.SyncDirectory(_folder);
    }

    private bool IsSound(long number)
    {
        try
        {
            using var archive = Open(number);
            archive.Verify();
            return true;
        }
        catch (Exception error) when (Damage.IsSeenIn(error))
        {
            return false;
        }
    }

    /// <summary>
    /// The newest key frame before a generation, if it is sound, there is room in its group, and it has at least half of the words; null to begin a new group. (The
    /// first generations of a stream have few words: a difference from one of them saves nothing, and so would all the others of the group.)
    /// </summary>
    private OpenArchive? KeyFor(long number, long words)
    {
        var known = Known();
        var key = known.LastOrDefault(one => one.Base == 0 && one.Number < number);
        bool isUseful = key is not null && 2 * key.Words >= words
            && known.Count(one => one.Base == key.Number && one.Number != number) + 1 < GroupSize;
        return isUseful && IsSound(key!.Number) ? Open(key.Number) : null;
    }

    /// <summary>Those whose header can be read, ascending.</summary>
    private List<ArchivedGeneration> Known()
    {
        var known = new List<ArchivedGeneration>();
        foreach (long number in Numbers)
        {
            try
            {
                known.Add(Describe(number));
            }
            catch (Exception error) when (Damage.IsSeenIn(error))
            {
                // It can be no base, and what it is the difference from nobody knows.
            }
        }

        return known;
    }

    /// <summary>
    /// Gives those up to generation <paramref name="last"/> that are the difference from an archive another base: an older key frame with room for them, or else
    /// the newest of them, which becomes a key frame. (The newest, because the oldest are the next to go: then a key frame goes only once for each group.)
    /// </summary>
    /// <returns>False if one of them cannot be read, or there is one that may be among them and does not tell.</returns>
    private bool Release(long number, long last, CancellationToken cancellation)
    {
        var known = Known();
        var dependents = known.Where(one => one.Base == number && one.Number <= last).Reverse().ToList();
        bool isWhole = known.Count == Numbers.Count || known.Any(one => one.Number == number && one.Base != 0);
        if (dependents.Count == 0)
        {
            return isWhole;
        }

        try
        {
            var key = known.LastOrDefault(one => one.Base == 0 && one.Number < number && one.Number <= last);
            long next = key is not null && known.Count(one => one.Base == key.Number) + 1 + dependents.Count <= GroupSize ? key.Number : 0;
            foreach (var dependent in dependents)
            {
                Rebase(dependent.Number, next, cancellation);
                next = next == 0 ? dependent.Number : next;
            }

            return isWhole;
        }
        catch (Exception error) when (Damage.IsSeenIn(error))
        {
            return false;
        }
    }

    private void Rebase(long number, long next, CancellationToken cancellation)
    {
        using var archive = Open(number);
        using var basis = next == 0 ? null : Open(next);
        Write(number, archive.Header.ManifestBytes, archive.Manifest, archive.Read, basis, cancellation);
    }

    private void Write(
        long number, byte[] manifestBytes, Manifest manifest, Func<ManifestFile, IChunks> open, OpenArchive? basis, CancellationToken cancellation) =>
        ArchiveWriter.Write(_storage, PathOf(number), manifestBytes, manifest, open, basis, cancellation);
}
