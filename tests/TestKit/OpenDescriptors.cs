namespace StreamW2V.TestKit;

/// <summary>The descriptors that this process holds. Tests run side by side, so some are closed while they are listed.</summary>
public static class OpenDescriptors
{
    /// <summary>The paths of those on files whose path starts with <paramref name="prefix"/>, as other processes see them.</summary>
    public static List<string> To(string prefix)
    {
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (TargetOf(path)?.StartsWith(prefix, StringComparison.Ordinal) == true)
            {
                found.Add($"/proc/{Environment.ProcessId}/fd/{Path.GetFileName(path)}");
            }
        }

        return found;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
