namespace StreamW2V.Query.Formats;

/// <summary>A file of vectors or of evaluation questions is not what it should be. The program ends with exit code 65.</summary>
public sealed class BadFormatException : IOException
{
    /// <summary>Carries one line saying where (path, line or row, byte offset), what is wrong and what to do.</summary>
    public BadFormatException(string message)
        : base(message)
    {
    }

    /// <summary>The same, keeping the error that revealed it.</summary>
    public BadFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
