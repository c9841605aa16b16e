using System.Diagnostics;
using StreamW2V.TestKit;

namespace StreamW2V.Ingest.Tests;

/// <summary>A fact that mounts file systems; shown as skipped where that is not allowed.</summary>
internal sealed class PrivilegedFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> s_mayMount = new(MayMount);

    /// <summary>Skips the fact unless a mount succeeds.</summary>
    public PrivilegedFactAttribute() => Skip = s_mayMount.Value ? null : "needs the right to mount";

    private static bool MayMount()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/bin/mount"))
        {
            return false;
        }

        using var folder = new TemporaryFolder();
        return Succeeds("mount", "-t", "tmpfs", "streamw2v-test", folder.Path) && Succeeds("umount", folder.Path);
    }

    // What it prints is for nobody: a mount that is refused is the answer.
    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
