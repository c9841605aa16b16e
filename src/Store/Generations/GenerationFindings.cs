namespace StreamW2V.Store.Generations;

/// <summary>The part of fsck that looks at <c>generations/</c>.</summary>
internal static class GenerationFindings
{
    /// <summary>Reads all committed generations, ascending, whatever store they are of.</summary>
    public static IReadOnlyList<GenerationSurvey> Survey(CheckReport report)
    {
        var surveys = new List<GenerationSurvey>();
        foreach (var (number, suffix, path) in Layout.GenerationFolders(report.Storage, report.Store))
        {
            if (suffix == GenerationName.Unfinished)
            {
                report.Note(
                    path,
                    $"'{path}' was not committed: a writer was interrupted, or is at work",
                    "nothing is lost: what it would have held is in the journal, or in the files of train",
                    "nothing: the next start removes it");
            }
            else if (suffix == GenerationName.RolledBack)
            {
                report.Note(
                    path, $"'{path}' was set aside by a rollback", "it counts for nothing, and is there in case the rollback was a mistake", "nothing: retention removes it in time");
            }
            else if (GenerationSurvey.Of(report.Storage, number, path, seed: null) is { } survey)
            {
                surveys.Add(survey);
            }
        }

        return surveys;
    }

    /// <summary>Tells what is wrong with them.</summary>
    /// <param name="report">Takes the findings.</param>
    /// <param name="surveys">All of them.</param>
    /// <param name="newest">The newest whole one.</param>
    /// <param name="archived">The newest archived generation that can be opened.</param>
    /// <param name="journalReaches">Whether the journal goes on where <paramref name="newest"/> ends.</param>
    public static void Report(
        CheckReport report, IReadOnlyList<GenerationSurvey> surveys, GenerationSurvey? newest, long? archived, bool journalReaches)
    {
        var finite = surveys.LastOrDefault(survey => survey.IsWhole && survey.NonFinite is null);
        foreach (var survey in surveys)
        {
            if (survey.NonFinite is (string name, long row))
            {
                string path = Path.Combine(survey.Path, name);
                report.Warn(
                    path,
                    $"row {row} of '{path}' is not finite: training had diverged when generation {survey.Number} was committed",
                    "the file is as it was written; the words of such rows have no usable vectors in this generation",
                    finite is null
                        ? "train again with a smaller --alpha"
                        : $"run `streamw2v rollback {finite.Number}`, then continue with a smaller --alpha");
            }
            else if (!survey.IsWhole && newest is null)
            {
                report.Lost(
                    survey.Path,
                    survey.Problem!,
                    archived is null
                        ? "no whole generation is left to go on from; nothing was moved, so that no step can make it worse"
                        : $"no whole generation is left here, but the archive has generation {archived}; what was learned since then is lost, unless the journal or the files still have it",
                    archived is null
                        ? "restore the store from a backup; there is nothing left to repair it from"
                        : $"run `streamw2v rollback {archived} --store '{report.Store}'`, then fsck again");
            }
            else if (!survey.IsWhole)
            {
                string quarantined = Layout.QuarantinedGeneration + GenerationName.Of(survey.Number);
                report.Damage(
                    survey.Path,
                    survey.Problem!,
                    Meaning(survey, newest!, journalReaches),
                    $"it is moved to quarantine, generation {newest!.Number} is whole",
                    () => $"{report.MoveAside(survey.Path, quarantined, survey.Problem!)}; generation {newest.Number} is whole");
            }
        }
    }

    private static string Meaning(GenerationSurvey survey, GenerationSurvey newest, bool journalReaches)
    {
        if (survey.Number < newest.Number)
        {
            return $"nothing is lost of the model: generation {newest.Number} is newer and whole. Only generation {survey.Number} itself cannot be asked or gone back to";
        }

        return newest.Manifest!.Verb == "train" ? $"the passes since generation {newest.Number} have to be done again: the same train command does so"
            : journalReaches ? $"nothing is lost: generation {newest.Number} is whole, and what was learned since is learned again from the journal"
            : $"what was learned since generation {newest.Number} is lost as far as it came through a pipe; files are read again from where that generation had read them";
    }
}
