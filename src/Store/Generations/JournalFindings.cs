using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;

namespace StreamW2V.Store.Generations;

/// <summary>The part of fsck that looks at <c>journal/</c>.</summary>
internal sealed class JournalFindings
{
    private readonly CheckReport _report;
    private readonly string _folder;
    private readonly long? _neededFrom;
    private readonly bool _mayRepair;
    private readonly JournalCheck? _check;
    private readonly string? _refused;

    /// <summary>Reads the journal.</summary>
    /// <param name="report">Takes the findings.</param>
    /// <param name="newest">The newest whole generation, which the journal goes on from.</param>
    /// <param name="hasGenerations">Whether there are any, whole or not.</param>
    public JournalFindings(CheckReport report, GenerationSurvey? newest, bool hasGenerations)
    {
        _report = report;
        _folder = Layout.Journal(report.Store);
        _neededFrom = newest?.Manifest!.Journal.Sequence;

        // Without a whole generation nobody knows which records are needed. A store without any has all its text in the journal.
        _mayRepair = newest is not null || !hasGenerations;
        try
        {
            _check = JournalCheck.Run(report.Storage, _folder);
        }
        catch (StoreDamagedException error)
        {
            _refused = error.Message;
        }
    }

    /// <summary>Whether the record that the newest whole generation goes on at is there, or comes next.</summary>
    public bool Reaches => _check is not null
        && (_check.FirstSequence is not { } first || (first <= (_neededFrom ?? 0) && (_neededFrom ?? 0) <= _check.NextSequence));

    /// <summary>Tells what is wrong with it.</summary>
    public void Report()
    {
        if (_check is null)
        {
            _report.Lost(
                _folder, _refused!, "the journal is not read, so nothing in it is lost; run refuses the store until it can be read",
                "use the version of streamw2v that wrote it, or move the file away");
            return;
        }

        foreach (var note in _check.Findings.Where(finding => !finding.IsDamage))
        {
            _report.Note(note.Path, note.Sentence, "nothing that was acknowledged is lost", note.Remedy);
        }

        var damages = _check.Findings.Where(finding => finding.IsDamage).ToList();
        string? outcome = null;
        foreach (var damage in damages)
        {
            Damage(damage.Path, damage.Sentence, Meaning(), "damaged segments are moved to quarantine, whole copies of them where their beginning stays in use");
        }

        if (!Reaches && damages.Count == 0)
        {
            Damage(
                _folder,
                $"journal '{_folder}' has the records {_check.FirstSequence} to {_check.NextSequence - 1}, "
                    + (_neededFrom is null ? "and there is no generation" : $"the newest whole generation needs them from {_neededFrom} on"),
                "the model is whole; what came through pipes since that generation cannot be learned again. Files are read again from where it had read them",
                "the segments are moved to quarantine, and the next run begins a new journal");
        }

        void Damage(string path, string sentence, string meaning, string plan)
        {
            if (!_mayRepair || (_neededFrom is null && !_check!.IsDamaged))
            {
                _report.Lost(path, sentence, meaning, "see to the generations first: a journal is repaired for the generation that goes on from it");
                return;
            }

            // One repair mends all of them.
            _report.Damage(path, sentence, meaning, plan, () => outcome ??= Repair());
        }
    }

    private string Repair() => string.Join("; ", JournalRepair.Run(_report.Storage, _folder, Layout.Quarantine(_report.Store), _neededFrom));

    private string Meaning()
    {
        // Surveys are in journal order: up to the first damage everything is there.
        var survey = _check!.Surveys.First(one => one.IsDamaged || JournalCheck.IsGap(_check.Surveys, IndexOf(one)));
        long from = survey.IsDamaged ? survey.NextSequence : _check.Surveys[IndexOf(survey) - 1].NextSequence;
        long? behind = _check.Surveys.Skip(IndexOf(survey) + (survey.IsDamaged ? 1 : 0)).FirstOrDefault()?.FirstSequence;
        if (behind <= _neededFrom)
        {
            return $"nothing is lost: the newest whole generation has learned all records before {_neededFrom}, and these are older";
        }

        return $"records from {Math.Max(from, _neededFrom ?? 0)} on cannot be learned: what came from files is read again, what came through a pipe is lost. "
            + "The newest whole generation is not concerned";
    }

    private int IndexOf(SegmentSurvey survey)
    {
        for (int i = 0; i < _check!.Surveys.Count; i++)
        {
            if (ReferenceEquals(_check.Surveys[i], survey))
            {
                return i;
            }
        }

        return -1;
    }
}
