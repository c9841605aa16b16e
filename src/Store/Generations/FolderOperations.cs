using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>The few steps on whole files and folders that store, generations and fsck share.</summary>
internal static class FolderOperations
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads a file that is small by design; a larger one is damage, found before memory is taken for it.</summary>
    public static byte[] ReadSmallFile(this IStorage storage, string path, int maxBytes)
    {
        using var file = storage.Open(path, writable: false);
        long length = file.Length;
        if (length > maxBytes)
        {
            throw new StoreDamagedException(
                $"'{path}' has {length} bytes where at most {maxBytes} make sense; run `streamw2v fsck --repair`");
        }

        byte[] bytes = new byte[length];
        int read = file.ReadFully(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>
    /// Writes a file under a temporary name, syncs it, renames it into place and syncs the folder: the old file or the new one, never
    /// half.
    /// </summary>
    public static void WriteAtomically(this IStorage storage, string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + GenerationName.Unfinished;
        if (storage.FileExists(temporary))
        {
            storage.DeleteFile(temporary);
        }

        using (var file = storage.Create(temporary))
        {
            file.Write(content, 0);
            file.Sync();
        }

        storage.Rename(temporary, path);
        storage.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Copies a run of bytes to the same place of another file.</summary>
    /// <exception cref="StoreDamagedException">The source became shorter meanwhile.</exception>
    public static void CopyFrom(this IStorageFile destination, IStorageFile source, long start, long end)
    {
        byte[] buffer = new byte[Math.Min(ChunkBytes, Math.Max(0, end - start))];
        while (start < end)
        {
            int read = source.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start)), start);
            if (read == 0)
            {
                throw new StoreDamagedException(
                    $"'{source.Path}' became shorter than {end} bytes while it was copied: stop the program that changes it, then repair again");
            }

            destination.Write(buffer.AsSpan(0, read), start);
            start += read;
        }
    }

    /// <summary>Creates a folder and the parents it lacks, each durable in its parent. So is one that is there: whoever made it may have been killed before that.</summary>
    public static void CreateDirectoryDurably(this IStorage storage, string path)
    {
        string? parent = Path.GetDirectoryName(path);
        bool isThere = storage.DirectoryExists(path);
        if (!isThere)
        {
            if (!string.IsNullOrEmpty(parent))
            {
                storage.CreateDirectoryDurably(parent);
            }

            storage.CreateDirectory(path);
        }

        if (!string.IsNullOrEmpty(parent))
        {
            try
            {
                storage.SyncDirectory(parent);
            }
            catch (StorageException error) when (isThere && !(error.IsFailedSync && (error.ErrorNumber == Errno.IOError || error.IsOutOfSpace)))
            {
                // Who may not open the parent has not made the folder, nor has anyone where folders cannot be synced.
            }
        }
    }

    /// <summary>Removes a folder of plain files. A folder within it is an error: nothing here makes one.</summary>
    public static void DeleteFolderOfFiles(this IStorage storage, string path)
    {
        foreach (string file in storage.Files(path))
        {
            storage.DeleteFile(file);
        }

        storage.DeleteDirectory(path);
    }
}
