using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>The part of fsck that looks at <c>archive/</c>.</summary>
internal static class ArchiveFindings
{
    /// <summary>Unpacks all archives, ascending, and compares them with their manifests.</summary>
    public static IReadOnlyList<ArchiveSurvey> Survey(CheckReport report)
    {
        var folder = new ArchiveFolder(report.Storage, report.Store);
        var surveys = new List<ArchiveSurvey>();
        foreach (long number in folder.Numbers)
        {
            if (Survey(report.Storage, folder, number) is { } survey)
            {
                surveys.Add(survey);
            }
        }

        foreach (long number in folder.SetAsideNumbers)
        {
            string path = folder.PathOf(number, ArchiveName.SetAside);
            report.Note(
                path, $"'{path}' was set aside by a rollback", "it counts for nothing, and is there in case the rollback was a mistake", "nothing: retention removes it in time");
        }

        return surveys;
    }

    /// <summary>Tells what is wrong with them.</summary>
    public static void Report(CheckReport report, IReadOnlyList<ArchiveSurvey> surveys, ulong seed, GenerationSurvey? newest)
    {
        // Differences before key frames, so that a repair that is interrupted leaves none whose key frame went alone.
        foreach (var survey in surveys.OrderBy(one => one.Base == 0))
        {
            string? problem = survey.Problem
                ?? (survey.Seed == seed ? null : $"archive '{survey.Path}' belongs to a store with seed {survey.Seed}, this one has {seed}");
            if (problem is null)
            {
                continue;
            }

            long[] others = [.. surveys.Where(one => one.Problem is not null && one.Base == survey.Number).Select(one => one.Number)];
            string taken = others.Length == 0 ? "" : $", and with it {string.Join(", ", others)}, which are the difference from it";
            string safe = newest is null ? "Other generations are not concerned" : $"Generation {newest.Number}, which learning goes on from, and all others are not concerned";
            report.Damage(
                survey.Path,
                problem,
                $"generation {survey.Number} cannot be asked or gone back to any more{taken}. {safe}",
                "it is moved to quarantine",
                () => report.MoveAside(survey.Path, Layout.QuarantinedGeneration + Path.GetFileName(survey.Path), problem));
        }
    }

    private static ArchiveSurvey? Survey(IStorage storage, ArchiveFolder folder, long number)
    {
        string path = folder.PathOf(number);
        ulong? seed = null;
        long from = 0;
        try
        {
            using (var header = OpenArchive.OpenAlone(storage, path, number))
            {
                (seed, from) = (header.Manifest.Seed, header.Header.Base);
            }

            using var archive = folder.Open(number);
            archive.Verify();
            return new ArchiveSurvey(number, path, seed, from, null);
        }
        catch (StoreDamagedException error)
        {
            return new ArchiveSurvey(number, path, seed, from, error.Message);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.IOError)
        {
            return new ArchiveSurvey(number, path, seed, from, error.Message);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && !storage.FileExists(path))
        {
            // The writer has removed it.
            return null;
        }
    }
}
