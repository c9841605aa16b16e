namespace StreamW2V.Host.Services;

/// <summary>How long learning stood still for generations.</summary>
internal sealed class CheckpointPauses
{
    private readonly Lock _gate = new();
    private (int Count, TimeSpan Last, TimeSpan Longest) _pauses;

    /// <summary>Generations committed, the pause of the last one, and the longest; by this process.</summary>
    public (int Count, TimeSpan Last, TimeSpan Longest) Now
    {
        get
        {
            lock (_gate)
            {
                return _pauses;
            }
        }
    }

    /// <summary>Adds the pause of a generation.</summary>
    public void Add(TimeSpan pause)
    {
        lock (_gate)
        {
            _pauses = (_pauses.Count + 1, pause, pause > _pauses.Longest ? pause : _pauses.Longest);
        }
    }
}
