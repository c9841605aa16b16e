using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>A file that is still there with what was read from it, to compare a copy with that lacks the last of it.</summary>
internal static class LiveOriginal
{
    /// <summary>Opens the file at a path if it is the one that was read; null if it is gone or another one is there.</summary>
    public static RegularFile? TryOpen(VisitContext context, string? path, SourceState source)
    {
        var file = path is null ? null : RegularFile.TryOpen(path, context.Options.FollowSymlinks, out _);
        if (file is not null && FileKey.Of(file.Status()) != source.Description.Identity.File)
        {
            file.Dispose();
            return null;
        }

        return file;
    }

    /// <summary>
    /// Whether the file still has what was read of it, and before <paramref name="end"/> the bytes that a copy with <paramref name="tailHash"/> ends with.
    /// </summary>
    public static bool Holds(RegularFile file, SourceState source, long end, ulong tailHash)
    {
        var tail = new TailWindow();
        return end <= source.EndOffset && HashBefore(source.EndOffset) == source.TailHash && HashBefore(end) == tailHash;

        ulong HashBefore(long offset)
        {
            tail.Load(file, offset);
            return tail.Hash;
        }
    }
}
