namespace StreamW2V.Host.Services;

/// <summary>
/// How long <c>train</c> learns from the begin of one checkpoint to the begin of the next. Of the time, at most the tenth part goes into writing them: rows beyond memory take a good while, and training is half as fast meanwhile. But a
/// disk that once hung does not put the next one off without end.
/// </summary>
internal static class CheckpointInterval
{
    private const int LeastTimesOfWriting = 10;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    /// <summary>The interval behind a checkpoint that took <paramref name="writing"/> to write; zero behind none. Where even the longest is not twice that, it is twice that, so that training goes on alone for as long as it took.</summary>
    public static TimeSpan Behind(TimeSpan writing)
    {
        var wanted = LeastTimesOfWriting * writing;
        var most = 2 * writing > s_longest ? 2 * writing : s_longest;
        return wanted < s_shortest ? s_shortest : wanted < most ? wanted : most;
    }
}
