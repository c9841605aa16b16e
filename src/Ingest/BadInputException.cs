namespace StreamW2V.Ingest;

/// <summary>
/// Text that cannot be read as text: binary, truncated or changed. The message is one line that says
/// where, what, and what to do. The Host exits with 65.
/// </summary>
public sealed class BadInputException : IOException
{
    /// <summary>An error about <paramref name="path"/>; <paramref name="reason"/> reads on after "path: ".</summary>
    public BadInputException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file that is at fault.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it, without the path: the text a quarantine notes down.</summary>
    public string Reason { get; }
}
