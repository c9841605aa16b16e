namespace StreamW2V.TestKit;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
public static class RepositoryFiles
{
    /// <summary>Folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>Full path of a file of the repository.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>Text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(At(path));

    /// <summary>Hand-written files under a folder, with paths from the root: build output is left out.</summary>
    public static IEnumerable<string> Under(string folder, string pattern) =>
        Directory.EnumerateFiles(At(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "StreamW2V.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No StreamW2V.sln above {AppContext.BaseDirectory}.");
    }
}
