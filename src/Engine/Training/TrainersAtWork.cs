namespace StreamW2V.Engine.Training;

/// <summary>How many trainers of a pool train a batch at this moment; shared by all of them.</summary>
internal sealed class TrainersAtWork
{
    private int _count;

    /// <summary>The number now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A trainer begins a batch.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>It is done with it.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
