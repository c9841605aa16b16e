using StreamW2V.Query.Evaluation;

namespace StreamW2V.Query.Tests.Evaluation;

/// <summary>Prevents ties from being ranked in file order, which shifts every published Spearman figure.</summary>
public sealed class RankCorrelationTests
{
    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        Assert.Equal([2.5, 1, 2.5, 5, 5, 5], RankCorrelation.Ranks([4, 1, 4, 9, 9, 9]));

    [Fact]
    public void Ties_on_both_sides_agree_with_a_hand_computed_value()
    {
        // x ranks 1, 2.5, 2.5, 4, 5; y ranks 2, 2, 2, 4, 5; deviations from 3:
        // x −2 −.5 −.5 1 2, y −1 −1 −1 1 2: Σxy = 8, Σxx = 9.5, Σyy = 8, ρ = 8 / √76.
        Assert.Equal(8 / Math.Sqrt(76), RankCorrelation.Spearman([1, 2, 2, 3, 7], [5, 5, 5, 6, 9]), 1e-12);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 10, 100, 1000 }, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 5, 5, 5 }, double.NaN)]
    [InlineData(new double[] { 1 }, new double[] { 1 }, double.NaN)]
    [InlineData(new double[0], new double[0], double.NaN)]
    public void Order_alone_counts_and_a_constant_side_has_no_correlation(double[] x, double[] y, double expected) =>
        Assert.Equal(expected, RankCorrelation.Spearman(x, y));
}
