namespace StreamW2V.Host.CommandLine;

/// <summary>Exit codes scripts rely on (docs/operations.md, Exit codes); the numbers from 64 on are those of sysexits.h.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The operation failed: no such word, no such store.</summary>
    public const int Failed = 1;

    /// <summary>The command line, environment or configuration file is not valid.</summary>
    public const int Usage = 2;

    /// <summary>The store or an input holds bad data.</summary>
    public const int BadInput = 65;

    /// <summary>A fault of the program itself.</summary>
    public const int Internal = 70;

    /// <summary>The operating system reported an I/O error.</summary>
    public const int InputOutput = 74;

    /// <summary>Another process holds the store.</summary>
    public const int Locked = 75;
}
