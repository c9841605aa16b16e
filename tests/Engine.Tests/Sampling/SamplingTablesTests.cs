using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents draws that do not follow the counts, and a subsampling rule that differs from word2vec.c's.</summary>
public sealed class SamplingTablesTests
{
    [Theory]
    [InlineData(0.75)]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void Draws_follow_the_counts_to_the_exponent(double exponent)
    {
        double[] counts = [1000, 500, 10, 1, 300, 7];
        var noise = new NoiseDistribution(counts, exponent);
        var random = new RandomSource(1, 5, 0);
        var drawn = new int[counts.Length];
        const int Draws = 1_000_000;
        for (var i = 0; i < Draws; i++)
        {
            drawn[noise.Draw(ref random)]++;
        }

        var total = counts.Sum(c => Math.Pow(c, exponent));
        for (var i = 0; i < counts.Length; i++)
        {
            var share = Math.Pow(counts[i], exponent) / total;
            Assert.Equal(share, drawn[i] / (double)Draws, 4 * Math.Sqrt(share / Draws));
        }
    }

    [Fact]
    public void A_word_without_occurrences_is_never_drawn()
    {
        var noise = new NoiseDistribution([0, 5, 0, 1, 0], 0.75);
        var random = new RandomSource(1, 5, 0);
        for (var i = 0; i < 100_000; i++)
        {
            Assert.Contains(noise.Draw(ref random), new[] { 1, 3 });
        }
    }

    [Fact]
    public void Without_any_count_there_is_nothing_to_draw()
    {
        Assert.Equal(0, new NoiseDistribution([], 0.75).Count);
        Assert.Equal(0, new NoiseDistribution([0, 0], 0.75).Count);
    }

    [Fact]
    public void Tokens_are_kept_with_the_probability_of_word2vec()
    {
        // f = 0.1, t = 1e-3: (sqrt(100) + 1) / 100.
        Assert.Equal(0.11, SamplingTables.KeepProbability(100, 1000, 1e-3), 1e-12);
        Assert.Equal(1, SamplingTables.KeepProbability(1, 1000, 1e-3));
        Assert.Equal(1, SamplingTables.KeepProbability(900, 1000, 0));
    }

    [Fact]
    public void A_word_admitted_after_the_tables_were_made_is_always_kept()
    {
        var tables = new SamplingTables([900, 100], 0.75, 1e-3, needsNoise: true);
        Assert.True(tables.Keep(0) < 1);
        Assert.Equal(1, tables.Keep(2));
    }

    [Fact]
    public void A_word_taken_out_is_not_drawn_again_and_only_the_word_it_shared_a_cell_with_gains()
    {
        var counts = Enumerable.Range(1, 200).Select(rank => Math.Ceiling(1000.0 / rank)).ToArray();
        var whole = new NoiseDistribution(counts, 0.75);
        for (var id = 0; id < counts.Length; id++)
        {
            var noise = new NoiseDistribution(counts, 0.75);
            if (!noise.CanVacate(id))
            {
                Assert.InRange(id, 0, 60);
                continue;
            }

            noise.Vacate(id);
            var (before, after) = (new RandomSource(1, 5, 0), new RandomSource(1, 5, 0));
            var heirs = new HashSet<int>();
            for (var i = 0; i < 20_000; i++)
            {
                var (old, drawn) = (whole.Draw(ref before), noise.Draw(ref after));
                Assert.NotEqual(id, drawn);
                if (old != drawn)
                {
                    Assert.Equal(id, old);
                    heirs.Add(drawn);
                }
            }

            Assert.True(heirs.Count <= 1);
        }
    }

    [Fact]
    public void A_row_vacated_is_kept_and_one_behind_the_tables_can_always_be()
    {
        var tables = new SamplingTables([900, 100, 90, 80], 0.75, 1e-3, needsNoise: true);
        Assert.True(tables.Keep(3) < 1 && tables.CanVacate(3) && tables.CanVacate(4));
        tables.Vacate(3);
        tables.Vacate(4);
        Assert.Equal((1f, 1f), (tables.Keep(3), tables.Keep(4)));
        Assert.False(tables.CanVacate(0));
        Assert.True(new SamplingTables([900, 100], 0.75, 1e-3, needsNoise: false).CanVacate(0));
    }
}
