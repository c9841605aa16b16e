using System.Diagnostics;

namespace StreamW2V.Store.Tests;

/// <summary>A test that asks NumPy; skipped, with the reason in the report, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NumpyFactAttribute : FactAttribute
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<string?> s_missing =
        new(() => Run("import numpy", out string output) ? null : $"{Interpreter} has no numpy: {output}");

    public NumpyFactAttribute() => Skip = s_missing.Value!;

    /// <summary>Runs a script; false when the interpreter is missing or fails, with what it printed.</summary>
    public static bool Run(string script, out string output)
    {
        if (!File.Exists(Interpreter))
        {
            output = "not installed";
            return false;
        }

        var start = new ProcessStartInfo(Interpreter, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
