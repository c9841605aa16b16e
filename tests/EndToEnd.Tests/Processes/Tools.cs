using System.Diagnostics;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>Programs and rights that some tests need; without them these are shown as skipped, with the reason.</summary>
internal static class Tools
{
    /// <summary>Root, and loop devices to mount file systems from.</summary>
    public const string LoopMounts = "loop mounts";

    /// <summary>The first of <paramref name="needs"/> (programs, or <see cref="LoopMounts"/>) that is not there, as the reason to skip; else null.</summary>
    public static string? Missing(params string[] needs) =>
        needs.FirstOrDefault(need => !IsThere(need)) is { } missing
            ? missing == LoopMounts ? "needs root and /dev/loop-control, for loop mounts" : $"needs {missing}"
            : null;

    /// <summary>Runs a program to its end and returns its output; fails the test if it fails.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}{output}");
        return output;
    }

    private static bool IsThere(string need) => need == LoopMounts
        ? Environment.IsPrivilegedProcess && File.Exists("/dev/loop-control") && IsThere("losetup") && IsThere("mkfs.ext4")
        : new[] { "/usr/sbin", "/sbin" }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, need)));
}
