using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Moves what cannot be read out of the way, with the reason beside it. Nothing is ever deleted or overwritten there. A move is one rename: interrupted before it,
/// no more than the reason is there, which the next attempt replaces; and where the disk has no room even for that, the move is made without it.
/// </summary>
internal static class Quarantine
{
    private const string ReasonSuffix = ".reason.txt";

    /// <summary>Moves a file or folder to <c>quarantine/</c>, durably, and returns where it went.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="store">The store's folder.</param>
    /// <param name="path">What to move.</param>
    /// <param name="name">Its name there; a number follows where that is taken.</param>
    /// <param name="reason">One line, written to <c>name.reason.txt</c>.</param>
    public static string Move(IStorage storage, string store, string path, string name, string reason) =>
        MoveInto(storage, Layout.Quarantine(store), path, name, reason);

    /// <summary>The same with the folder of the quarantine.</summary>
    public static string MoveInto(IStorage storage, string quarantine, string path, string name, string reason)
    {
        string destination = Prepare(storage, quarantine, name, reason);
        storage.Rename(path, destination);
        storage.SyncDirectory(quarantine);
        storage.SyncDirectory(Path.GetDirectoryName(path)!);
        return destination;
    }

    /// <summary>Copies a file there, durably, because its place must not be empty at any moment; whoever asks replaces it then.</summary>
    public static string CopyInto(IStorage storage, string quarantine, string path, string name, string reason)
    {
        string destination = Prepare(storage, quarantine, name, reason);
        string temporary = destination + GenerationName.Unfinished;
        if (storage.FileExists(temporary))
        {
            storage.DeleteFile(temporary); // of a copy that was interrupted
        }

        try
        {
            using var source = storage.Open(path, writable: false);
            using var copy = storage.Create(temporary);
            copy.CopyFrom(source, 0, source.Length);
            copy.Sync();
        }
        catch
        {
            Discard(storage, temporary);
            throw;
        }

        storage.Rename(temporary, destination);
        storage.SyncDirectory(quarantine);
        return destination;
    }

    private static string Prepare(IStorage storage, string quarantine, string name, string reason)
    {
        storage.CreateDirectoryDurably(quarantine);
        string destination = Path.Combine(quarantine, name);
        for (int i = 2; storage.FileExists(destination) || storage.DirectoryExists(destination); i++)
        {
            destination = Path.Combine(quarantine, $"{name}.{i}");
        }

        try
        {
            storage.WriteAtomically(destination + ReasonSuffix, Encoding.UTF8.GetBytes(reason + "\n"));
        }
        catch (StorageException error) when (error.IsOutOfSpace)
        {
            Discard(storage, destination + ReasonSuffix + GenerationName.Unfinished);
        }

        return destination;
    }

    private static void Discard(IStorage storage, string temporary)
    {
        try
        {
            if (storage.FileExists(temporary))
            {
                storage.DeleteFile(temporary);
            }
        }
        catch (StorageException)
        {
            // The error that led here counts.
        }
    }
}
