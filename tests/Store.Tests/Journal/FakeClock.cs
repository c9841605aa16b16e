namespace StreamW2V.Store.Tests.Journal;

/// <summary>A clock that stands still until it is told to move.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _ticks = 1000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;
}
