namespace StreamW2V.Ingest.Sources;

/// <summary>
/// A watched file could not be read: that file waits and the others go on. A type of its own, because the same error from the journal
/// ends the program.
/// </summary>
internal sealed class UnreadableFileException : IOException
{
    public UnreadableFileException(IOException cause)
        : base(cause.Message, cause)
    {
    }

    /// <summary>Reads, and marks a failure as the watched file's.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IOException error) when (error is not UnreadableFileException and not BadInputException)
        {
            throw new UnreadableFileException(error);
        }
    }
}
