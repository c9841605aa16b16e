using System.Diagnostics;
using System.Text;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>Starts the program that was built with these tests, as a user would: a process with arguments, streams and signals.</summary>
internal static class Launch
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "streamw2v.dll");

    /// <summary>Runs a command line to its end, with nothing on standard input.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(ReadOnlyMemory<byte>.Empty, arguments);

    /// <summary>Runs a command line to its end, with <paramref name="input"/> on standard input.</summary>
    public static async Task<Outcome> RunAsync(ReadOnlyMemory<byte> input, params string[] arguments)
    {
        using var program = Start(arguments);
        await program.WriteAsync(input);
        program.Input.Close();
        return await program.ExitAsync();
    }

    /// <summary>Starts a command line that reads no standard input.</summary>
    public static LiveProgram StartDaemon(params string[] arguments)
    {
        var program = Start(arguments);
        program.Input.Close();
        return program;
    }

    /// <summary>Starts a command line whose standard input stays open.</summary>
    public static LiveProgram Start(params string[] arguments) => StartUnder([], arguments);

    /// <summary>Starts a command line through other programs that end by becoming it, such as <c>env</c> and <c>setpriv</c>.</summary>
    public static LiveProgram StartUnder(string[] wrapper, params string[] arguments)
    {
        string[] command = [.. wrapper, Dotnet(), s_program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("STREAMW2V_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // A runtime that is killed leaves the sockets of its diagnostics in /tmp.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new LiveProgram(Process.Start(start)!);
    }

    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}
