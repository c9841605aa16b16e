namespace StreamW2V.Host.CommandLine;

/// <summary>The operation cannot be done for a reason the user can see and change. Exit code 1.</summary>
public sealed class FailedException : Exception
{
    /// <summary>One line that says what, where and what to do.</summary>
    public FailedException(string message)
        : base(message)
    {
    }

    /// <summary>The same, keeping the error behind it.</summary>
    public FailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
