namespace StreamW2V.Host.Tests;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

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
