using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Generations;

/// <summary>
/// fsck: reads everything a store holds and tells what is wrong. <see cref="Repair"/> makes the store open again by moving damaged
/// parts to <c>quarantine/</c>; it deletes nothing, and it never takes the last generation away, because a store must not start from
/// empty by itself. Not checked: <c>archive/</c>, what is in quarantine, and what the trainer's own files mean beyond their checksums.
/// </summary>
public sealed class StoreCheck
{
    private const string RunRepair = "run `streamw2v fsck --repair`";
    private const string RestoreBackup = "restore the store from a backup; there is nothing left to repair it from";

    private readonly string _path;
    private readonly IStorage _storage;
    private readonly List<StoreFinding> _findings = [];

    private StoreCheck(string path, IStorage? storage)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _storage = storage ?? PosixStorage.Instance;
    }

    /// <summary>Looks without changing anything, beside a writer if there is one.</summary>
    /// <returns>What was found; empty for a sound store.</returns>
    /// <exception cref="StoreDamagedException">The folder is not a store.</exception>
    /// <exception cref="StorageException">The folder is missing (ENOENT), or a system call failed.</exception>
    public static IReadOnlyList<StoreFinding> Run(string path, IStorage? storage = null)
    {
        var check = new StoreCheck(path, storage);
        Layout.RequireStore(check._storage, check._path);
        check.Examine(repair: false);
        return check._findings;
    }

    /// <summary>
    /// Looks and repairs, holding the lock of the store. Each repair is a rename, so it may be interrupted and run again.
    /// </summary>
    /// <returns>What was found, each with whether it was repaired.</returns>
    /// <exception cref="StoreLockedException">Another process is writing the store.</exception>
    /// <exception cref="StoreDamagedException">The folder is not a store.</exception>
    /// <exception cref="StorageException">The folder is missing (ENOENT), or a system call failed.</exception>
    public static IReadOnlyList<StoreFinding> Repair(string path, IStorage? storage = null)
    {
        var check = new StoreCheck(path, storage);
        Layout.RequireStore(check._storage, check._path);
        using var heldLock = StoreLock.Take(check._path);
        check.Examine(repair: true);
        return check._findings;
    }

    private void Examine(bool repair)
    {
        ulong? seed = ExamineIdentity(out var identityDamage);
        var surveys = ExamineGenerations(seed);
        var newest = surveys.LastOrDefault(survey => survey.IsWhole);
        if (identityDamage is not null)
        {
            RestoreIdentity(identityDamage, newest, repair);
        }

        ReportGenerations(surveys, newest, repair);
        ExamineJournal(newest, repair && (newest is not null || surveys.Count == 0));
    }

    private ulong? ExamineIdentity(out string? damage)
    {
        try
        {
            damage = null;
            return Layout.ReadIdentity(_storage, _path).Seed;
        }
        catch (StoreDamagedException error)
        {
            damage = error.Message;
            return null;
        }
    }

    private void RestoreIdentity(string damage, GenerationSurvey? newest, bool repair)
    {
        string path = Path.Combine(_path, StoreIdentity.FileName);
        if (newest is null)
        {
            Add(FindingSeverity.Error, path, damage, RestoreBackup);
        }
        else if (!repair)
        {
            string source = $"seed {newest.Manifest!.Seed} of generation {newest.Number}";
            Add(FindingSeverity.Error, path, damage, $"{RunRepair}: it is made again with {source}");
        }
        else
        {
            if (_storage.FileExists(path))
            {
                Quarantine.Move(_storage, _path, path, StoreIdentity.FileName, damage);
            }

            _storage.WriteAtomically(path, StoreIdentity.FromSeed(newest.Manifest!.Seed).ToBytes());
            string outcome = $"made again with seed {newest.Manifest.Seed} of generation {newest.Number}";
            Add(FindingSeverity.Error, path, damage, outcome, repaired: true);
        }
    }

    private List<GenerationSurvey> ExamineGenerations(ulong? seed)
    {
        var surveys = new List<GenerationSurvey>();
        foreach (var (number, suffix, path) in Layout.GenerationFolders(_storage, _path))
        {
            if (suffix == GenerationName.Unfinished)
            {
                Add(
                    FindingSeverity.Note,
                    path,
                    $"'{path}' was not committed: a writer was interrupted, or is at work",
                    "nothing: the next start removes it");
            }
            else if (suffix == GenerationName.RolledBack)
            {
                Add(FindingSeverity.Note, path, $"'{path}' was set aside by a rollback", "nothing: retention removes it in time");
            }
            else if (GenerationSurvey.Of(_storage, number, path, seed) is { } survey)
            {
                surveys.Add(survey);
            }
        }

        return surveys;
    }

    private void ReportGenerations(List<GenerationSurvey> surveys, GenerationSurvey? newest, bool repair)
    {
        var finite = surveys.LastOrDefault(survey => survey.IsWhole && survey.NonFinite is null);
        foreach (var survey in surveys)
        {
            if (survey.NonFinite is (string name, long row))
            {
                Add(
                    FindingSeverity.Warning,
                    Path.Combine(survey.Path, name),
                    $"row {row} of '{Path.Combine(survey.Path, name)}' is not finite: "
                        + $"training had diverged when generation {survey.Number} was committed",
                    finite is null
                        ? "train again with a smaller --alpha"
                        : $"run `streamw2v rollback {finite.Number}`, then continue with a smaller --alpha");
            }
            else if (survey.IsWhole)
            {
                continue;
            }
            else if (newest is null)
            {
                Add(FindingSeverity.Error, survey.Path, survey.Problem!, RestoreBackup);
            }
            else if (!repair)
            {
                string plan = $"{RunRepair}: it is moved to quarantine, generation {newest.Number} is whole";
                Add(FindingSeverity.Error, survey.Path, survey.Problem!, plan);
            }
            else
            {
                string quarantined = Layout.QuarantinedGeneration + GenerationName.Of(survey.Number);
                string moved = Quarantine.Move(_storage, _path, survey.Path, quarantined, survey.Problem!);
                string outcome = $"moved to '{moved}'; generation {newest.Number} is whole";
                Add(FindingSeverity.Error, survey.Path, survey.Problem!, outcome, repaired: true);
            }
        }
    }

    private void ExamineJournal(GenerationSurvey? newest, bool repair)
    {
        string folder = Layout.Journal(_path);
        long neededFrom = newest?.Manifest?.Journal.Sequence ?? 0;
        JournalCheck check;
        try
        {
            check = JournalCheck.Run(_storage, folder);
        }
        catch (StoreDamagedException error)
        {
            Add(FindingSeverity.Error, folder, error.Message, "use the version of streamw2v that wrote it, or move the file away");
            return;
        }

        bool reaches = check.FirstSequence is null || (check.FirstSequence <= neededFrom && neededFrom <= check.NextSequence);
        bool broken = check.IsDamaged || !reaches;
        string outcome = RunRepair + ": damaged segments are moved to quarantine";
        if (broken && repair)
        {
            outcome = string.Join("; ", JournalRepair.Run(_storage, folder, Layout.Quarantine(_path), neededFrom));
        }

        foreach (var finding in check.Findings)
        {
            Add(
                finding.IsDamage ? FindingSeverity.Error : FindingSeverity.Note,
                finding.Path,
                finding.Sentence,
                finding.IsDamage ? outcome : finding.Remedy,
                repaired: finding.IsDamage && repair);
        }

        if (!reaches && !check.IsDamaged)
        {
            Add(
                FindingSeverity.Error,
                folder,
                $"journal '{folder}' has the records {check.FirstSequence} to {check.NextSequence - 1}, "
                    + $"the newest whole generation needs them from {neededFrom} on",
                outcome,
                repaired: repair);
        }
    }

    private void Add(FindingSeverity severity, string path, string sentence, string remedy, bool repaired = false) =>
        _findings.Add(new StoreFinding(severity, path, sentence, remedy, repaired));
}
