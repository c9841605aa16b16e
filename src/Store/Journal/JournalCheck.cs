using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>The journal's part of fsck: reads every record of every segment and tells what it found. Changes nothing.</summary>
public sealed class JournalCheck
{
    private JournalCheck(IReadOnlyList<SegmentSurvey> surveys, IReadOnlyList<JournalFinding> findings)
    {
        Surveys = surveys;
        Findings = findings;
    }

    /// <summary>What is wrong, in journal order; empty if nothing is.</summary>
    public IReadOnlyList<JournalFinding> Findings { get; }

    /// <summary>Whether the journal would be refused.</summary>
    public bool IsDamaged => Findings.Any(finding => finding.IsDamage);

    /// <summary>Number of segment files.</summary>
    public int Segments => Surveys.Count;

    /// <summary>Length of all segment files, in bytes.</summary>
    public long Bytes => Surveys.Sum(survey => survey.Length);

    /// <summary>Number of records that verify and can be reached.</summary>
    public long Records => Surveys.Sum(survey => survey.NextSequence - survey.FirstSequence);

    /// <summary>Number of the first record kept, or null if there are no segments.</summary>
    public long? FirstSequence => Surveys.Count > 0 ? Surveys[0].FirstSequence : null;

    /// <summary>Number behind the last record that verifies, or null if there are no segments.</summary>
    public long? NextSequence => Surveys.Count > 0 ? Surveys[^1].NextSequence : null;

    internal IReadOnlyList<SegmentSurvey> Surveys { get; }

    /// <summary>Checks the journal in a folder; a folder that does not exist is an empty journal.</summary>
    /// <exception cref="StoreDamagedException">A segment is of another version or under another's name, which no repair
    /// changes.</exception>
    /// <exception cref="StorageException">A read failed.</exception>
    public static JournalCheck Run(IStorage storage, string folder)
    {
        var surveys = storage.DirectoryExists(folder) ? SegmentSurvey.OfAll(storage, folder) : [];
        var findings = new List<JournalFinding>();
        for (var i = 0; i < surveys.Count; i++)
        {
            var survey = surveys[i];
            if (IsGap(surveys, i))
            {
                findings.Add(new JournalFinding(
                    survey.Path, 0, true,
                    JournalDamage.Gap(survey.Path, surveys[i - 1].NextSequence, survey.FirstSequence), JournalDamage.Remedy));
            }
            if (survey.IsDamaged)
            {
                findings.Add(new JournalFinding(
                    survey.Path, survey.End, true,
                    JournalDamage.BadRecord(survey.Path, survey.End, survey.NextSequence, survey.Problem!), JournalDamage.Remedy));
            }
            else if (survey.IsTorn)
            {
                findings.Add(new JournalFinding(
                    survey.Path, survey.End, false,
                    $"journal segment '{survey.Path}' has a torn tail of {survey.Length - survey.End} bytes at offset {survey.End} "
                    + $"(record {survey.NextSequence}): {survey.Problem}",
                    "nothing to do: this is what a crash leaves, and the next start cuts it"));
            }
        }
        return new JournalCheck(surveys, findings);
    }

    /// <summary>Whether a segment does not continue the whole one before it. Behind a damaged one nothing can be said.</summary>
    internal static bool IsGap(IReadOnlyList<SegmentSurvey> surveys, int index) =>
        index > 0 && !surveys[index - 1].IsDamaged && surveys[index].FirstSequence != surveys[index - 1].NextSequence;
}
