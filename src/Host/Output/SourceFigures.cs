using System.Globalization;
using StreamW2V.Ingest.Sources;

namespace StreamW2V.Host.Output;

/// <summary>What was read and what was passed over, as <c>key=value</c>; docs/operations.md, What was left out, says what is counted.</summary>
internal static class SourceFigures
{
    /// <summary>Lines and files always, of the rest what is not zero.</summary>
    public static IEnumerable<string> Of(IntakeCounters counters)
    {
        (string Name, long Count)[] rest =
        [
            ("cutLines", counters.Damage.TruncatedLines),
            ("mendedLines", counters.Damage.RepairedLines),
            ("nulBytes", counters.Damage.NulBytes),
            ("unendedLines", counters.Damage.UnendedLines),
            ("truncations", counters.Truncations),
            ("recognizedCopies", counters.RecognisedCopies),
            ("refusedFiles", counters.Refused),
            ("readFailures", counters.ReadFailures),
            ("ignoredNames", counters.IgnoredNames),
            ("skippedLinks", counters.SkippedLinks),
            ("specialFiles", counters.SpecialFiles),
            ("unseenPaths", counters.UnseenPaths),
            ("missingFolders", counters.MissingFolders),
            ("spaceWaits", counters.SpaceWaits),
        ];
        return rest.Where(figure => figure.Count > 0).Prepend(("files", counters.Files)).Prepend(("lines", counters.Lines))
            .Select(figure => $"{figure.Item1}={figure.Item2.ToString(CultureInfo.InvariantCulture)}");
    }
}
