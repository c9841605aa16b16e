using StreamW2V.Store.Archives;

namespace StreamW2V.Store.Generations;

/// <summary>The part of fsck that names what is not of a store. Nothing of it is touched: whoever put it there may need it.</summary>
internal static class StrangerFindings
{
    private static readonly string[] Folders = ["generations", "journal", "quarantine", "archive"];
    private static readonly string[] Files = [StoreIdentity.FileName, StoreIdentity.FileName + GenerationName.Unfinished, StoreLock.FileName];

    /// <summary>Names them.</summary>
    public static void Report(CheckReport report)
    {
        var (storage, store) = (report.Storage, report.Store);
        Name(report, storage.Directories(store).Where(path => !Folders.Contains(Path.GetFileName(path))));
        Name(report, storage.Files(store).Where(path =>
            !Files.Contains(Path.GetFileName(path)) && !Path.GetFileName(path).StartsWith("scratch-", StringComparison.Ordinal)));
        if (storage.DirectoryExists(Layout.Generations(store)))
        {
            Name(report, storage.Files(Layout.Generations(store)));
            Name(report, storage.Directories(Layout.Generations(store)).Where(path => !GenerationName.TryParse(Path.GetFileName(path), out _, out _)));
        }

        if (storage.DirectoryExists(Layout.Archive(store)))
        {
            Name(report, storage.Directories(Layout.Archive(store)));
            foreach (string path in storage.Files(Layout.Archive(store)))
            {
                if (!ArchiveName.TryParse(Path.GetFileName(path), out _, out string suffix))
                {
                    Name(report, [path]);
                }
                else if (suffix == ArchiveName.Unfinished)
                {
                    report.Note(
                        path, $"'{path}' is unfinished: archiving was interrupted, or is under way", "nothing is lost: the generation is still there as it was",
                        "nothing: the next start removes it");
                }
            }
        }
    }

    private static void Name(CheckReport report, IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            report.Note(path, $"'{path}' is not of a store", "it is neither read nor changed", "move it away if you do not know what it is for");
        }
    }
}
