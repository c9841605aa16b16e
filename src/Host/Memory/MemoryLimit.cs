using System.Globalization;

namespace StreamW2V.Host.Memory;

/// <summary>The memory that the process may take, and who says so.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Origin">The file that holds the limit, or the option.</param>
internal sealed record MemoryLimit(long Bytes, string Origin)
{
    /// <summary>
    /// The lowest of the machine's memory and the limits of the control groups that the process is in, of version 1 and 2, with all their parents as far as they can be seen: a container may hide some.
    /// </summary>
    /// <param name="procfs">Where the proc file system is mounted.</param>
    public static MemoryLimit InForce(string procfs = "/proc") =>
        Groups(procfs).Append(Physical(procfs)).MinBy(limit => limit.Bytes)!;

    private static MemoryLimit Physical(string procfs)
    {
        var path = Path.Combine(procfs, "meminfo");
        var line = Lines(path).FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..]
            && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? new(total << 10, path)
            : new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "the runtime");
    }

    private static IEnumerable<MemoryLimit> Groups(string procfs)
    {
        string[] groups = [.. Lines(Path.Combine(procfs, "self/cgroup"))];
        foreach (var mount in Lines(Path.Combine(procfs, "self/mountinfo")))
        {
            // 36 35 98:0 /root /mount/point rw,noatime optional... - type source options (proc_pid_mountinfo(5))
            var fields = mount.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 6 || dash + 3 >= fields.Length)
            {
                continue;
            }

            var isSecond = fields[dash + 1] == "cgroup2";
            if (!isSecond && !(fields[dash + 1] == "cgroup" && fields[dash + 3].Split(',').Contains("memory")))
            {
                continue;
            }

            // number:controllers:path, of version 2 without controllers
            var path = groups.Select(group => group.Split(':', 3))
                .FirstOrDefault(group => group.Length == 3 && (isSecond ? group[0] == "0" : group[1].Split(',').Contains("memory")))?[2];
            string[] files = isSecond ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"];
            foreach (var limit in Along(Unescape(fields[4]), Below(Unescape(fields[3]), path ?? "/"), files))
            {
                yield return limit;
            }
        }
    }

    /// <summary>The limits of a group and of those it is in, up to the root of the mount.</summary>
    private static IEnumerable<MemoryLimit> Along(string mountPoint, string group, string[] files)
    {
        for (var path = group; ; path = path[..path.LastIndexOf('/')])
        {
            foreach (var file in files)
            {
                var name = mountPoint + path + "/" + file;
                if (Lines(name).FirstOrDefault() is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                {
                    yield return new(bytes, name);
                }
            }

            if (path.Length == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>The path of a group below the root of a mount, "" for that root; a container sees its own group as the root.</summary>
    private static string Below(string root, string path)
    {
        var below = root == "/" || path == root || path.StartsWith(root + "/", StringComparison.Ordinal) ? path[(root == "/" ? 0 : root.Length)..] : "";
        return below.TrimEnd('/');
    }

    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal);

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
