using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>Writes an archive beside the place it belongs to, and puts it there in one step when it is durable: the old file or the new one, never half.</summary>
internal static class ArchiveWriter
{
    /// <summary>Writes the archive of a generation.</summary>
    /// <param name="storage">The file system.</param>
    /// <param name="path">Where it belongs; a file there is replaced.</param>
    /// <param name="manifestBytes">The generation's manifest, byte for byte.</param>
    /// <param name="manifest">The same, read.</param>
    /// <param name="open">Opens the content of one of its files.</param>
    /// <param name="basis">The key frame it becomes the difference from; null makes it a key frame.</param>
    /// <param name="cancellation">Stops between two frames; nothing is left behind then.</param>
    /// <exception cref="StoreDamagedException">The content, or the base, is not what its manifest vouches for.</exception>
    /// <exception cref="StorageException">A system call failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write(
        IStorage storage, string path, byte[] manifestBytes, Manifest manifest, Func<ManifestFile, IChunks> open, OpenArchive? basis, CancellationToken cancellation)
    {
        string temporary = path + ArchiveName.Unfinished;
        if (storage.FileExists(temporary))
        {
            storage.DeleteFile(temporary);
        }

        try
        {
            using (var file = storage.Create(temporary))
            {
                var starts = new List<long>();
                long end = ArchiveHeader.BytesFor(manifestBytes.Length, manifest.Files.Count);
                var frame = new ArchiveFrame();
                foreach (var listed in manifest.Files)
                {
                    starts.Add(end);
                    using var chunks = open(listed);
                    using var others = basis?.AsBasis(manifest, listed);
                    end = WriteFrames(file, end, frame, chunks, others, listed.IsMatrix, cancellation);
                }

                uint baseCrc = basis is null ? 0 : Crc32C.Compute(basis.Header.ManifestBytes);
                file.Write(new ArchiveHeader(basis?.Manifest.Generation ?? 0, baseCrc, end, manifestBytes, manifest, starts).ToBytes(), 0);
                file.Sync();
            }

            storage.Rename(temporary, path);
        }
        catch
        {
            Discard(storage, temporary);
            throw;
        }

        storage.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static long WriteFrames(
        IStorageFile file, long end, ArchiveFrame frame, IChunks chunks, IChunks? others, bool isMatrix, CancellationToken cancellation)
    {
        byte[]? basis = others is null ? null : new byte[ArchiveFrame.MaxBytes];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = chunks.Next();
            if (chunk.IsEmpty)
            {
                return end;
            }

            others?.Fill(basis!);
            var encoded = frame.Encode(chunk, isMatrix && chunk.Length % sizeof(float) == 0, basis);
            file.Write(encoded, end);
            end += encoded.Length;
        }
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
            // Usually the error that led here, which must not be hidden by this one. The next opening for writing removes the file.
        }
    }
}
