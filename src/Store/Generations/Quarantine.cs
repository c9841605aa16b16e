using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>Moves what cannot be read out of the way, with the reason beside it. Nothing is ever deleted or overwritten there.</summary>
internal static class Quarantine
{
    /// <summary>Moves a file or folder to <c>quarantine/</c>, durably, and returns where it went.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="store">The store's folder.</param>
    /// <param name="path">What to move.</param>
    /// <param name="name">Its name there; a number follows where that is taken.</param>
    /// <param name="reason">One line, written to <c>name.reason.txt</c>.</param>
    public static string Move(IStorage storage, string store, string path, string name, string reason)
    {
        string folder = Layout.Quarantine(store);
        storage.CreateDirectoryDurably(folder);
        string destination = Path.Combine(folder, name);
        for (int i = 2; IsTaken(storage, destination); i++)
        {
            destination = Path.Combine(folder, $"{name}.{i}");
        }

        using (var file = storage.Create(ReasonOf(destination)))
        {
            file.Write(Encoding.UTF8.GetBytes(reason + "\n"), 0);
            file.Sync();
        }

        storage.Rename(path, destination);
        storage.SyncDirectory(folder);
        storage.SyncDirectory(Path.GetDirectoryName(path)!);
        return destination;
    }

    private static bool IsTaken(IStorage storage, string path) =>
        storage.FileExists(path) || storage.DirectoryExists(path) || storage.FileExists(ReasonOf(path));

    private static string ReasonOf(string path) => path + ".reason.txt";
}
