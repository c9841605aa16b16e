namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>A clock that moves only when told. Its date lies before every file's, so idleness is a matter of the clock alone.</summary>
internal sealed class ModelClock : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan span) => _ticks += span.Ticks;

    public void AdvanceTo(long timestamp) => _ticks = Math.Max(_ticks, timestamp);
}
