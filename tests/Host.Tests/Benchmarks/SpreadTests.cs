using StreamW2V.Host.Benchmarks;

namespace StreamW2V.Host.Tests.Benchmarks;

/// <summary>Prevents a figure from standing for rounds it does not come from.</summary>
public sealed class SpreadTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3, 3, 3)]
    [InlineData(new double[] { 9, 1, 2 }, 2, 1, 9)]
    [InlineData(new double[] { 4, 1, 9, 2 }, 3, 1, 9)]
    public void The_median_is_the_middle_whatever_the_order(double[] rounds, double median, double min, double max) =>
        Assert.Equal(new Spread(median, min, max), Spread.Of(rounds));
}
