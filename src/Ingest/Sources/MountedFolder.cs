using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>Tells a file that was deleted from one whose disk is not mounted: such a file must never be forgotten, however many there are.</summary>
internal static class MountedFolder
{
    /// <summary>Whether the nearest folder above the path that exists is on the device that the file was on.</summary>
    public static bool IsSureToBeGone(string path, ulong device)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (RegularFile.TryGetStatus(folder, followLinks: true, out _) is { } status)
            {
                return status.Device == device;
            }
        }

        return false;
    }
}
