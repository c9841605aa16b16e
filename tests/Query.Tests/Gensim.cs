using System.Diagnostics;

namespace StreamW2V.Query.Tests;

/// <summary>Python with gensim, where there is one: the reader and scorer our files and numbers are compared with.</summary>
internal static class Gensim
{
    private static readonly Lazy<(string? Python, string Reason)> Found = new(Search);

    /// <summary>Why tests against gensim cannot run here; null if they can.</summary>
    public static string? Missing => Found.Value.Python is null ? Found.Value.Reason : null;

    /// <summary>Runs a script and returns what it printed; fails the test with its error if it fails.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var (code, output, error) = Start(Found.Value.Python!, ["-c", script, .. arguments]);
        Assert.True(code == 0, $"python ended with {code}: {error}");
        return output;
    }

    private static (string? Python, string Reason) Search()
    {
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                if (Start(python, ["-c", "import gensim, scipy; assert gensim.__version__ == '4.2.0'"]).Code == 0)
                {
                    return (python, "");
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // This one is not installed.
            }
        }

        return (null, "no python3 with gensim 4.2.0 here: install it to compare files and scores with gensim");
    }

    private static (int Code, string Output, string Error) Start(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
