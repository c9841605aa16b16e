using StreamW2V.Engine.Sampling;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents rates that do not fall as the formula says, that freeze a word for ever, or that hold back a row which has just come.</summary>
public sealed class RowRatesTests
{
    private static readonly RateCurve Curve = new(10, 0.75, 0.01);

    [Fact]
    public void A_rate_falls_with_the_trained_tokens_down_to_its_floor()
    {
        Assert.Equal(1, Curve.At(0), 6);
        Assert.Equal(Math.Pow(2, -0.75), Curve.At(10), 6);
        Assert.Equal(Math.Pow(101, -0.75), Curve.At(1000), 6);
        Assert.Equal(0.01, Curve.At(1e9), 6);
    }

    [Fact]
    public void A_linear_rate_reaches_its_floor_at_the_stated_tokens()
    {
        var linear = new RateCurve(1000, 0, 0.05);
        Assert.Equal(0.75, linear.At(250), 6);
        Assert.Equal(0.05, linear.At(1000), 6);
        Assert.Equal(0.05, linear.At(5000), 6);
    }

    [Fact]
    public void Tokens_that_subsampling_drops_train_nothing_and_slow_nothing()
    {
        double[] counts = [1_000_000, 100, 10];
        var all = new RowRates(new SamplingTables(counts, 0.75, 0, needsNoise: true), null, new(Curve, Curve, Curve));
        var some = new RowRates(new SamplingTables(counts, 0.75, 1e-4, needsNoise: true), null, new(Curve, Curve, Curve));
        Assert.Equal(0.01, all.Input(0), 6);
        Assert.Equal(Curve.At(1_000_000 * SamplingTables.KeepProbability(1_000_000, 1_000_110, 1e-4)), some.Input(0), 4);
        Assert.Equal(all.Input(2), some.Input(2));
    }

    [Fact]
    public void The_rate_of_a_node_is_that_of_all_words_below_it()
    {
        double[] counts = [40, 20, 10, 5];
        var tree = HuffmanTree.Build(counts);
        var rates = new RowRates(new SamplingTables(counts, 0.75, 0, needsNoise: false), tree, new(Curve, Curve, Curve));
        Assert.Equal(Curve.At(75), rates.Node(tree.Path(0)[0] >> 1), 6);
        Assert.Equal(Curve.At(15), rates.Node(tree.Path(3)[^1] >> 1), 6);
    }

    [Fact]
    public void Rows_that_came_after_the_tables_have_the_whole_rate_and_change_no_other()
    {
        double[] counts = [40, 20, 10, 5];
        var tree = HuffmanTree.Build(counts);
        var tables = new SamplingTables(counts, 0.75, 0, needsNoise: true);
        var before = new RowRates(tables, tree, new(Curve, Curve, Curve));
        tree.AddWord();
        var after = new RowRates(tables, tree, new(Curve, Curve, Curve));
        Assert.Equal((1f, 1f, 1f), (after.Input(4), after.Output(4), after.Node(3)));
        Assert.All(Enumerable.Range(0, 3), node => Assert.Equal(before.Node(node), after.Node(node)));
    }
}
