using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary.Phrases;

/// <summary>Prevents a measure that joins words because they are frequent, or that has no value where a count is at its limit.</summary>
public sealed class NpmiTests
{
    [Theory]
    [InlineData(10, 20, 25, 100, 0.30102999566398)] // ln(0.1 / (0.2 · 0.25)) / -ln 0.1 = ln 2 / ln 10
    [InlineData(8, 16, 8, 64, 0.66666666666667)] // ln(0.125 / (0.25 · 0.125)) / -ln 0.125 = ln 4 / ln 8
    [InlineData(5, 20, 25, 100, 0)] // as often as by chance
    [InlineData(1, 20, 50, 100, -0.5)] // ln(0.01 / 0.1) / -ln 0.01
    [InlineData(7, 7, 7, 1000, 1)] // never apart
    [InlineData(0, 20, 25, 100, -1)] // never together
    [InlineData(100, 100, 100, 100, 1)] // all there is
    [InlineData(9, 7, 8, 1000, 0.97308836)] // an estimate above the counts of its words is cut to the smaller: ln(7000 / 56) / ln(1000 / 7)
    public void It_is_what_is_computed_by_hand(double pair, double first, double second, double tokens, double expected) =>
        Assert.Equal(expected, Npmi.Of(pair, first, second, tokens), 1e-8);

    [Theory]
    [InlineData(0.4)]
    [InlineData(-0.2)]
    [InlineData(0.9)]
    public void Pairs_that_can_have_a_value_are_never_left_out_and_most_others_are(double value)
    {
        var random = new RandomSource(3, 3, 3);
        var (possible, left) = (0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            var tokens = (long)Math.Pow(2, 40 * random.NextDouble());
            var first = (uint)Math.Min(uint.MaxValue, Math.Pow(tokens, random.NextDouble()));
            var second = (uint)Math.Min(uint.MaxValue, Math.Pow(tokens, random.NextDouble()));
            var best = Npmi.Of(Math.Min(first, second), first, second, tokens);
            possible += best < value ? 0 : 1;
            left += new PairLimit(value, tokens).Allows(first, second) ? 0 : 1;
            Assert.True(best < value || new PairLimit(value, tokens).Allows(first, second), $"{first} {second} of {tokens}");
        }

        Assert.InRange(left, (100_000 - possible) * 0.8, 100_000 - possible);
    }
}
