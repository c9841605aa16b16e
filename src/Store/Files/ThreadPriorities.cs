namespace StreamW2V.Store.Files;

/// <summary>Priorities of threads, which .NET does not pass on to Linux.</summary>
public static class ThreadPriorities
{
    private const int Process = 0;
    private const int Lowest = 19;

    /// <summary>
    /// Gives the calling thread the lowest priority for the rest of its life: under load others get 60 times its share of a processor. On Linux it concerns the
    /// thread alone. Where the system refuses, nothing changes.
    /// </summary>
    public static void LowerCurrent() => LibC.SetPriority(Process, 0, Lowest);
}
