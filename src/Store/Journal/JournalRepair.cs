using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Journal;

/// <summary>
/// Makes a damaged journal one that opens, without deleting anything: what cannot stay is moved to the quarantine folder with the
/// reason beside it. A repair that is interrupted leaves a journal that is still refused, and may be run again.
/// </summary>
public static class JournalRepair
{
    /// <summary>
    /// Repairs the journal in a folder and returns one sentence per thing done; none if the journal is whole. The records before the
    /// damage stay; those behind it go to quarantine, because a journal has no gaps. If the newest generation has already learned what
    /// is damaged and segments behind it start early enough, those stay instead. If nothing left reaches up to that generation,
    /// everything goes and the next start begins a new journal there.
    /// </summary>
    /// <param name="storage">The file system.</param>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="quarantine">Where to move things; created if missing. On the same file system.</param>
    /// <param name="neededFrom">Sequence of the newest generation's journal position; null if there is none.</param>
    public static IReadOnlyList<string> Run(IStorage storage, string folder, string quarantine, long? neededFrom = null)
    {
        var check = JournalCheck.Run(storage, folder);
        var surveys = check.Surveys;
        if (surveys.Count == 0 || (!check.IsDamaged && Reaches(surveys[0], surveys[^1], neededFrom)))
        {
            return [];
        }
        var (start, last) = Keep(surveys, neededFrom);
        var done = new List<string>();
        if (!storage.DirectoryExists(quarantine))
        {
            // Durable before anything is moved there: a power cut must not take the folder with what was moved.
            storage.CreateDirectory(quarantine);
            storage.SyncDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(quarantine)))!);
        }

        // The damaged end first: if it were the last segment when this stops, it could pass for a torn tail. Then the newest, so that
        // whatever stays in between still has its gap, or ends before what is needed, and is refused.
        for (var i = start; i <= last; i++)
        {
            if (surveys[i].IsDamaged)
            {
                done.Add(Rewrite(storage, surveys[i], folder, quarantine, Reason(check, surveys[i])));
            }
        }
        for (var i = surveys.Count - 1; i > last; i--)
        {
            done.Add(Move(storage, surveys[i], quarantine, Reason(check, surveys[i])));
        }
        for (var i = 0; i < start; i++)
        {
            done.Add(Move(storage, surveys[i], quarantine, Reason(check, surveys[i])));
        }
        return done;
    }

    /// <summary>
    /// Which segments stay: a run that holds the record needed, or ends right before it; its last one may be damaged at its end.
    /// (0, -1): none.
    /// </summary>
    private static (int Start, int Last) Keep(IReadOnlyList<SegmentSurvey> surveys, long? neededFrom)
    {
        var holder = 0;
        for (var i = 0; i < surveys.Count; i++)
        {
            if (surveys[i].FirstSequence <= neededFrom)
            {
                holder = i;
            }
        }
        var start = 0;
        for (var i = 1; i <= holder; i++)
        {
            if (!Continues(surveys, i))
            {
                start = i;
            }
        }

        // The records before the first damage, if they reach the record that is needed; else those of the unbroken run that holds it.
        foreach (var first in (int[])[0, start])
        {
            var last = LastOfRun(surveys, first);
            if (Reaches(surveys[first], surveys[last], neededFrom))
            {
                return (first, last);
            }
        }
        return (0, -1);
    }

    private static bool Reaches(SegmentSurvey first, SegmentSurvey last, long? neededFrom) =>
        neededFrom is null || (first.FirstSequence <= neededFrom && last.NextSequence >= neededFrom);

    /// <summary>
    /// Whether a segment starts where the records before it end; it does behind a damaged one that lost no more than a mark.
    /// </summary>
    private static bool Continues(IReadOnlyList<SegmentSurvey> surveys, int index) =>
        surveys[index].FirstSequence == surveys[index - 1].NextSequence;

    private static int LastOfRun(IReadOnlyList<SegmentSurvey> surveys, int start)
    {
        var last = start;
        while (last + 1 < surveys.Count && Continues(surveys, last + 1))
        {
            last++;
        }
        return last;
    }

    private static string Reason(JournalCheck check, SegmentSurvey survey) =>
        check.Findings.FirstOrDefault(finding => finding.IsDamage && finding.Path == survey.Path)?.Sentence
        ?? (check.IsDamaged
            ? $"journal segment '{survey.Path}' is whole, but records between it and the rest of the journal are lost: "
                + $"{check.Findings.First(finding => finding.IsDamage).Sentence}"
            : $"journal segment '{survey.Path}' is whole, but the journal does not reach the position of the newest generation");

    private static string Move(IStorage storage, SegmentSurvey survey, string quarantine, string reason)
    {
        var destination = Quarantine.MoveInto(storage, quarantine, survey.Path, Path.GetFileName(survey.Path), reason);
        return $"moved '{survey.Path}' to '{destination}': {reason}";
    }

    /// <summary>
    /// Copies the damaged file to quarantine, then replaces it in one step by its valid beginning. (A rename away and a rename back
    /// would lose the valid records to a crash in between.)
    /// </summary>
    private static string Rewrite(IStorage storage, SegmentSurvey survey, string folder, string quarantine, string reason)
    {
        var destination = Quarantine.CopyInto(storage, quarantine, survey.Path, Path.GetFileName(survey.Path), reason);
        using (var damaged = storage.Open(survey.Path, writable: false))
        {

            var rewritten = survey.Path + ".tmp";
            if (storage.FileExists(rewritten))
            {
                storage.DeleteFile(rewritten); // of a repair that was interrupted; all of it is in the damaged file
            }
            using (var valid = storage.Create(rewritten))
            {
                var header = new byte[SegmentHeader.Size];
                SegmentHeader.Write(header, survey.FirstSequence);
                valid.Write(header, 0);
                valid.CopyFrom(damaged, SegmentHeader.Size, survey.End);
                valid.Sync();
            }
            storage.Rename(rewritten, survey.Path);
            storage.SyncDirectory(folder);
        }
        return $"kept the records {survey.FirstSequence} to {survey.NextSequence - 1} of '{survey.Path}', "
            + $"a copy of the whole file is '{destination}': {reason}";
    }
}
