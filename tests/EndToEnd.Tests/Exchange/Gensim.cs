using System.Diagnostics;

namespace StreamW2V.EndToEnd.Tests.Exchange;

/// <summary>Python with gensim, where there is one: a reader of our files that we did not write.</summary>
internal static class Gensim
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<string?> s_missing = new(() =>
        !File.Exists(Python) ? $"there is no {Python}; install python3-gensim to compare neighbors with gensim"
        : Start("import gensim").Code != 0 ? $"{Python} has no gensim; install python3-gensim to compare neighbors with gensim"
        : null);

    /// <summary>Why tests against gensim cannot run here; null if they can.</summary>
    public static string? Missing => s_missing.Value;

    /// <summary>Runs a script and returns the lines it printed.</summary>
    public static string[] Run(string script, params string[] arguments)
    {
        var (code, output, error) = Start(script, arguments);
        Assert.True(code == 0, $"python ended with {code}: {error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (int Code, string Output, string Error) Start(string script, params string[] arguments)
    {
        string[] command = ["-c", script, .. arguments];
        var start = new ProcessStartInfo(Python, command) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
