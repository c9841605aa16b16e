using System.Text.RegularExpressions;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>
/// Faults by strace: the kernel's own view, which needs nothing of the program. It counts calls thread by thread, and can only let a call not happen.
/// </summary>
internal static partial class Strace
{
    /// <summary>Every call by which something on a disk changes or becomes durable, whoever makes it.</summary>
    public const string Changing =
        "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,msync,ftruncate,truncate,fallocate,"
        + "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,copy_file_range,sendfile,utimensat,fchmod";

    /// <summary>What a command line is started through. The program stays the child of the test, so that signals reach it.</summary>
    /// <param name="log">File that gets a line for each traced call.</param>
    /// <param name="calls">The calls to trace.</param>
    /// <param name="inject">What to inject into which call, as <c>-e inject=</c> takes it; null for nothing.</param>
    public static string[] Wrapper(string log, string calls, string? inject) =>
    [
        "strace", "-D", "-f", "-q", "-y", "-s", "0", "-o", log, "-e", $"trace={calls}", "-e", "signal=none",
        .. inject is null ? (string[])[] : ["-e", $"inject={inject}"],
    ];

    /// <summary>The traced calls whose file or path is <paramref name="root"/> or in it, in the words of the fault line; the rest is left out.</summary>
    public static IEnumerable<string> CallsOn(string log, string root)
    {
        var inside = new Regex("[\"<]" + Regex.Escape(root) + "[/\">]");
        foreach (var line in File.ReadLines(log).Where(line => inside.IsMatch(line) && !line.Contains(" resumed>", StringComparison.Ordinal)))
        {
            var name = Call().Match(line).Groups[1].Value;
            if (name is "open" or "openat")
            {
                if (line.Contains("O_CREAT", StringComparison.Ordinal) || line.Contains("O_TRUNC", StringComparison.Ordinal))
                {
                    yield return "create";
                }
            }
            else
            {
                yield return name == "pwrite64" ? "pwrite" : name;
            }
        }
    }

    /// <summary>The line of the first call into which something was injected, or null.</summary>
    public static string? Injected(string log) => File.Exists(log) ? File.ReadLines(log).FirstOrDefault(line => line.Contains("(INJECTED)", StringComparison.Ordinal)) : null;

    // 12345 pwrite64(7</tmp/store/LOCK>, ""..., 54, 0) = 54
    [GeneratedRegex(@"^\d+ +([a-z0-9_]+)\(")]
    private static partial Regex Call();
}
