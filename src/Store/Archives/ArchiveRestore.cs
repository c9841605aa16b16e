using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>Makes a plain generation of an archived one, byte for byte the one that was archived, piece by piece.</summary>
internal static class ArchiveRestore
{
    /// <summary>Writes the generation beside its place and renames it there when all of it is durable. The archive stays.</summary>
    /// <exception cref="StoreDamagedException">The archive is damaged; nothing was changed.</exception>
    /// <exception cref="StorageException">A system call failed; nothing was changed.</exception>
    public static void Run(IStorage storage, OpenArchive archive, string folder, string temporary)
    {
        storage.CreateDirectory(temporary);
        try
        {
            foreach (var listed in archive.Manifest.Files)
            {
                using var chunks = archive.Read(listed);
                using var file = storage.Create(Path.Combine(temporary, listed.Name));
                long offset = 0;
                for (var chunk = chunks.Next(); !chunk.IsEmpty; chunk = chunks.Next())
                {
                    file.Write(chunk, offset);
                    offset += chunk.Length;
                }

                file.Sync();
            }

            using (var file = storage.Create(Path.Combine(temporary, Manifest.FileName)))
            {
                file.Write(archive.Header.ManifestBytes, 0);
                file.Sync();
            }

            storage.SyncDirectory(temporary);
            storage.Rename(temporary, folder);
        }
        catch
        {
            Discard(storage, temporary);
            throw;
        }

        storage.SyncDirectory(Path.GetDirectoryName(folder)!);
    }

    private static void Discard(IStorage storage, string temporary)
    {
        try
        {
            storage.DeleteFolderOfFiles(temporary);
        }
        catch (StorageException)
        {
            // Usually the error that led here, which must not be hidden by this one. The next opening for writing removes the folder.
        }
    }
}
