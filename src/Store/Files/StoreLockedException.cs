namespace StreamW2V.Store.Files;

/// <summary>Another process is writing this store. The program ends with exit code 75.</summary>
public sealed class StoreLockedException : IOException
{
    /// <summary>Carries one line saying which store, who holds it and what to do.</summary>
    public StoreLockedException(string message)
        : base(message)
    {
    }
}
