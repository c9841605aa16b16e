using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents draws that depend on anything but (seed, use, index, number of the draw), or that are not uniform.</summary>
public sealed class RandomSourceTests
{
    [Fact]
    public void The_first_draws_of_a_named_stream_never_change()
    {
        var random = new RandomSource(1, 2, 3);
        var again = new RandomSource(1, 2, 3);
        var draws = Enumerable.Range(0, 3).Select(_ => random.NextUInt64()).ToArray();
        Assert.Equal(draws, Enumerable.Range(0, 3).Select(_ => again.NextUInt64()).ToArray());
        Assert.Equal(new ulong[] { 17044504635041761843, 1990965913293957043, 14594884117320468026 }, draws);
    }

    [Fact]
    public void Streams_that_differ_in_one_name_differ_everywhere()
    {
        var streams = new[] { new RandomSource(1, 2, 3), new RandomSource(2, 2, 3), new RandomSource(1, 3, 3), new RandomSource(1, 2, 4) };
        var draws = streams.SelectMany(s => Enumerable.Range(0, 100).Select(_ => s.NextUInt64())).ToArray();
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }

    [Fact]
    public void Bounded_integers_and_fractions_are_uniform()
    {
        var random = new RandomSource(5, 0, 0);
        var bins = new int[10];
        var mean = 0.0;
        for (var i = 0; i < 1_000_000; i++)
        {
            bins[random.NextInt32(10)]++;
            mean += random.NextDouble() / 1_000_000;
        }

        // Chi-squared with 9 degrees of freedom exceeds 27.9 once in a thousand seeds; this seed is fixed.
        Assert.InRange(bins.Sum(b => Math.Pow(b - 100_000, 2) / 100_000), 0, 27.9);
        Assert.Equal(0.5, mean, 2e-3);
    }

    [Fact]
    public void Neighboring_sentences_share_no_pattern_in_their_first_draw()
    {
        var ones = new int[64];
        for (var sentence = 0UL; sentence < 100_000; sentence++)
        {
            var draw = new RandomSource(1, 1, sentence).NextUInt64();
            for (var bit = 0; bit < 64; bit++)
            {
                ones[bit] += (int)((draw >> bit) & 1);
            }
        }

        Assert.All(ones, count => Assert.InRange(count, 49_200, 50_800));
    }
}
