namespace StreamW2V.Store.Files;

/// <summary>
/// A file of the store does not hold what was written to it, or is not of this format. The program ends with exit code 65.
/// </summary>
public sealed class StoreDamagedException : IOException
{
    /// <summary>Carries one line saying which file, what is wrong with it and what to do.</summary>
    public StoreDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>The same, keeping the error that revealed the damage.</summary>
    public StoreDamagedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
