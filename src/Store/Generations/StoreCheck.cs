using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// fsck: reads everything a store holds and tells what is wrong, what that means and what to do. <see cref="Repair"/> makes the store open again by moving damaged
/// parts to <c>quarantine/</c>; it deletes nothing, and it never takes the last generation away, because a store must not start from
/// empty by itself. Not checked: what is in quarantine, and what the trainer's own files mean beyond their checksums.
/// </summary>
public sealed class StoreCheck
{
    private readonly string _path;
    private readonly IStorage _storage;
    private readonly CheckReport _report;

    private StoreCheck(string path, IStorage? storage, bool repairs)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _storage = storage ?? PosixStorage.Instance;
        _report = new CheckReport(_storage, _path, repairs);
    }

    /// <summary>Looks without changing anything, beside a writer if there is one.</summary>
    /// <returns>What was found; empty for a sound store.</returns>
    /// <exception cref="StoreDamagedException">The folder is not a store.</exception>
    /// <exception cref="StorageException">The folder is missing (ENOENT), or a system call failed.</exception>
    public static IReadOnlyList<StoreFinding> Run(string path, IStorage? storage = null)
    {
        var check = new StoreCheck(path, storage, repairs: false);
        Layout.RequireStore(check._storage, check._path);
        check.Examine();
        return check._report.Findings;
    }

    /// <summary>
    /// Looks and repairs, holding the lock of the store. Each repair is a rename, so it may be interrupted and run again; one that fails
    /// leaves its part as it was and does not keep the others from being made.
    /// </summary>
    /// <returns>What was found, each with whether it was repaired.</returns>
    /// <exception cref="StoreLockedException">Another process is writing the store.</exception>
    /// <exception cref="StoreDamagedException">The folder is not a store.</exception>
    /// <exception cref="StorageException">The folder is missing (ENOENT), or a system call failed while looking.</exception>
    public static IReadOnlyList<StoreFinding> Repair(string path, IStorage? storage = null)
    {
        var check = new StoreCheck(path, storage, repairs: true);
        Layout.RequireStore(check._storage, check._path);
        using var heldLock = StoreLock.Take(check._path);
        check.Examine();
        return check._report.Findings;
    }

    /// <summary>What findings come to.</summary>
    public static StoreVerdict Verdict(IReadOnlyList<StoreFinding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == FindingSeverity.Error).ToList();
        return errors.Count == 0 ? StoreVerdict.Sound
            : errors.All(finding => finding.Repaired) ? StoreVerdict.Repaired
            : errors.All(finding => finding.Repaired || finding.IsRepairable) ? StoreVerdict.Repairable
            : StoreVerdict.NeedsHelp;
    }

    private void Examine()
    {
        var identity = ReadIdentity(out var damage);
        var surveys = GenerationFindings.Survey(_report);
        var archives = ArchiveFindings.Survey(_report);
        if (identity is not null && IsForeign(identity.Seed, surveys, out ulong seed))
        {
            string path = Path.Combine(_path, StoreIdentity.FileName);
            damage = $"'{path}' has seed {identity.Seed}, and all generations were made with seed {seed}: it is the file of another store";
            identity = null;
        }

        if (damage is not null)
        {
            seed = RestoreIdentity(damage, surveys, archives) ?? 0;
        }
        else
        {
            seed = identity!.Seed;
        }

        surveys = [.. surveys.Select(survey => survey.OfSeed(seed))];
        var newest = surveys.LastOrDefault(survey => survey.IsWhole);
        long? rollback = archives.LastOrDefault(one => one.Problem is null && one.Seed == seed)?.Number;
        var journal = new JournalFindings(_report, newest, surveys.Count > 0);
        GenerationFindings.Report(_report, surveys, newest, rollback, journal.Reaches);
        ArchiveFindings.Report(_report, archives, seed, newest);
        journal.Report();
        StrangerFindings.Report(_report);
    }

    private StoreIdentity? ReadIdentity(out string? damage)
    {
        try
        {
            damage = null;
            return Layout.ReadIdentity(_storage, _path);
        }
        catch (StoreDamagedException error)
        {
            damage = error.Message;
            return null;
        }
    }

    /// <summary>Whether the generations agree on another seed. One that has the store's, damaged or not, speaks against it.</summary>
    private static bool IsForeign(ulong own, IReadOnlyList<GenerationSurvey> surveys, out ulong seed)
    {
        var seeds = surveys.Where(survey => survey.Manifest is not null).Select(survey => survey.Manifest!.Seed).Distinct().ToList();
        seed = seeds.Count == 1 ? seeds[0] : own;
        return seed != own && surveys.Any(survey => survey.IsWhole);
    }

    private ulong? RestoreIdentity(string damage, IReadOnlyList<GenerationSurvey> surveys, IReadOnlyList<ArchiveSurvey> archives)
    {
        string path = Path.Combine(_path, StoreIdentity.FileName);
        var newest = surveys.LastOrDefault(survey => survey.IsWhole);
        var archived = archives.LastOrDefault(one => one.Problem is null);
        if ((newest?.Manifest?.Seed ?? archived?.Seed) is not ulong seed)
        {
            _report.Lost(
                path, damage, "without it the words cannot be found in the tables, and no generation is left that tells what was in it",
                "restore the store from a backup; there is nothing left to repair it from");
            return null;
        }

        string source = $"seed {seed} of generation {newest?.Number ?? archived!.Number}";
        _report.Damage(
            path,
            damage,
            $"nothing is lost: all that stood in it follows from the seed, which every generation has",
            $"it is made again with {source}",
            () =>
            {
                string copy = _storage.FileExists(path)
                    ? $", a copy of the damaged one is '{Quarantine.CopyInto(_storage, Layout.Quarantine(_path), path, StoreIdentity.FileName, damage)}'"
                    : "";
                _storage.WriteAtomically(path, StoreIdentity.FromSeed(seed).ToBytes());
                return $"made again with {source}{copy}";
            });
        return seed;
    }
}
