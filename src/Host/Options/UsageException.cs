namespace StreamW2V.Host.Options;

/// <summary>The command line, the environment or the configuration file asks for something that is not valid. Exit code 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>All that is wrong, each one line that says what, where and what to do.</summary>
    public UsageException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors))
    {
        Errors = errors;
    }

    /// <summary>One thing that is wrong.</summary>
    public UsageException(string error)
        : this([error])
    {
    }

    /// <summary>The lines, in the order they were found.</summary>
    public IReadOnlyList<string> Errors { get; }
}
