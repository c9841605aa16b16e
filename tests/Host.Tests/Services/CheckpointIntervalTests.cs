using StreamW2V.Host.Services;

namespace StreamW2V.Host.Tests.Services;

/// <summary>Prevents checkpoints that come so often that training stands behind them, and ones that do not come any more.</summary>
public sealed class CheckpointIntervalTests
{
    [Theory]
    [InlineData(0, 60)]
    [InlineData(3, 60)]
    [InlineData(6, 60)]
    [InlineData(18, 180)]
    [InlineData(90, 900)]
    [InlineData(300, 900)]
    [InlineData(1200, 2400)]
    public void It_is_ten_times_the_writing_within_bounds(int writing, int interval) =>
        Assert.Equal(TimeSpan.FromSeconds(interval), CheckpointInterval.Behind(TimeSpan.FromSeconds(writing)));
}
