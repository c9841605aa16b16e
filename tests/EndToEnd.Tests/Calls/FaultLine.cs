using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>
/// The library that stands between the program and its C library (Native/faultline.c), made with gcc from the text beside it, and the
/// environment that makes a child process use it.
/// </summary>
internal static class FaultLine
{
    private static readonly Lazy<string> s_library = new(Compile);

    /// <summary>What a command line is started through so that a fault happens to it.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="root">Folder on which calls are counted.</param>
    /// <param name="log">File that gets a line for each counted call.</param>
    public static string[] Wrapper(CallFault fault, string root, string log) =>
    [
        "env", $"LD_PRELOAD={s_library.Value}", $"FAULT_ROOT={root}", $"FAULT_CALLS={fault.Calls}", $"FAULT_WHEN={fault.When}",
        $"FAULT_STICKY={(fault.IsSticky ? 1 : 0)}", $"FAULT_ACTION={fault.Action}", $"FAULT_LOG={log}",
    ];

    /// <summary>The counted calls of a run so far, one line each: number, call, path, and (INJECTED) where the fault happened.</summary>
    public static string[] Log(string log) => File.Exists(log) ? File.ReadAllLines(log) : [];

    /// <summary>The line of the first call to which the fault happened, or null.</summary>
    public static string? Injected(string log) => Array.Find(Log(log), line => line.EndsWith(" (INJECTED)", StringComparison.Ordinal));

    private static string Compile()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "faultline.so");
        var made = $"{library}.{Environment.ProcessId}";
        Processes.Tools.Run(
            "gcc", "-O1", "-shared", "-fPIC", "-o", made, RepositoryFiles.At("tests/EndToEnd.Tests/Calls/Native/faultline.c"), "-ldl");
        File.Move(made, library, overwrite: true);
        return library;
    }
}
