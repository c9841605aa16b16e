namespace StreamW2V.Host.Tests;

/// <summary>What a command line left behind.</summary>
internal sealed record ConsoleResult(int Code, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
