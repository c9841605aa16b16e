using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents a pool of rare noise words that draws some of them too often, changes all at once, or depends on anything but its place in the text.</summary>
public sealed class NoisePoolTests
{
    private const int First = 3;
    private static readonly double[] s_counts = [5000, 900, 800, 100, 50, 0, 20, 5, 1];

    [Fact]
    public void Over_the_text_every_word_is_drawn_as_often_as_one_by_one()
    {
        var counts = Enumerable.Range(0, 60).Select(id => id % 7 == 5 ? 0 : 1000.0 / (id + 1)).ToArray();
        var tables = new SamplingTables(counts, 0.75, 0, needsNoise: true, First, seed: 7);
        var random = new RandomSource(3, 5, 8);
        var drawn = new double[counts.Length];
        const int Draws = 4_000_000;
        for (var i = 0; i < Draws; i++)
        {
            // Each draw far from the one before, so that all are independent.
            drawn[tables.Pool!.Comes(ref random) ? tables.Pool.Draw(i * NoisePool.LifeTokens, ref random) : tables.Noise.Draw(ref random)]++;
        }

        var total = counts.Sum(count => Math.Pow(count, 0.75));
        for (var id = 0; id < counts.Length; id++)
        {
            var share = Math.Pow(counts[id], 0.75) / total;
            Assert.Equal(share, drawn[id] / Draws, 5 * Math.Sqrt(share / Draws));
        }
    }

    [Fact]
    public void A_slot_holds_its_words_for_its_life_and_slots_change_one_after_the_other()
    {
        var counts = Enumerable.Repeat(1.0, 10_000_000).ToArray();
        var pool = new NoisePool(counts, 0.75, First, seed: 7);
        int[] Held(long tokens) => [.. Enumerable.Range(0, NoisePool.Slots).Select(slot => pool.FirstOf(slot, tokens))];
        var before = Held(1_000_000);
        var step = NoisePool.LifeTokens / NoisePool.Slots;
        foreach (var changes in new[] { 1, 100, NoisePool.Slots / 2, NoisePool.Slots })
        {
            Assert.InRange(Held(1_000_000 + (changes * step)).Zip(before).Count(pair => pair.First != pair.Second), changes - 3, changes);
        }
    }

    [Fact]
    public void Words_near_at_a_time_are_neighbors()
    {
        var counts = Enumerable.Repeat(1.0, 1_000_000).ToArray();
        var pool = new NoisePool(counts, 0.75, First, seed: 7);
        var random = new RandomSource(1, 2, 3);
        var near = new HashSet<int>();
        for (var i = 0; i < 200_000; i++)
        {
            near.Add(pool.Draw(5, ref random));
        }

        Assert.InRange(near.Count, 8000, NoisePool.Slots * NoisePool.Neighbors);
        Assert.InRange(near.Select(id => (id - First) / NoisePool.Neighbors).Distinct().Count(), 1, NoisePool.Slots);
    }

    [Fact]
    public void What_is_drawn_follows_from_seed_place_and_draws_alone()
    {
        var pool = new NoisePool(s_counts, 0.75, First, seed: 7);
        var again = new NoisePool(s_counts, 0.75, First, seed: 7);
        var random = new RandomSource(1, 2, 3);
        var same = random;
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => pool.Draw(i * 999L, ref random)).ToArray(),
            Enumerable.Range(0, 1000).Select(i => again.Draw(i * 999L, ref same)).ToArray());
    }

    [Fact]
    public void A_word_taken_out_of_the_tables_is_in_no_slot()
    {
        var counts = Enumerable.Range(0, 400).Select(id => 1000.0 / (id + 1)).ToArray();
        var tables = new SamplingTables(counts, 0.75, 0, needsNoise: true, localFrom: 20, seed: 7);
        var id = Enumerable.Range(20, 380).First(tables.CanVacate);
        var random = new RandomSource(1, 2, 3);
        bool IsDrawn() => Enumerable.Range(0, 200_000).Any(_ => tables.Pool!.Draw(5, ref random) == id);
        Assert.True(IsDrawn());
        tables.Vacate(id);
        Assert.False(IsDrawn());
    }

    [Fact]
    public void The_last_neighbor_cannot_be_taken_out_and_is_drawn_for_all()
    {
        double[] counts = [10, 10, 10, 4, 5, 0];
        var pool = new NoisePool(counts, 0.75, First, seed: 7);
        Assert.True(pool.CanVacate(4) && pool.CanVacate(5));
        pool.Vacate(4);
        Assert.False(pool.CanVacate(3));
        var random = new RandomSource(1, 2, 3);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(3, pool.Draw(i * 999L, ref random)));
    }

    [Fact]
    public void Words_without_a_count_are_never_drawn()
    {
        var rare = new SamplingTables([7, 3, 0, 0, 0], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7);
        var random = new RandomSource(1, 2, 3);
        Assert.DoesNotContain(true, Enumerable.Range(0, 1000).Select(_ => rare.Pool!.Comes(ref random)));
        Assert.True(rare.HasNoise);
        var frequent = new SamplingTables([0, 0, 1, 2], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7);
        Assert.DoesNotContain(false, Enumerable.Range(0, 1000).Select(_ => frequent.Pool!.Comes(ref random)));
        Assert.True(frequent.HasNoise);
        Assert.False(new SamplingTables([0, 0, 0, 0], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7).HasNoise);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(1000)]
    public void There_is_no_pool_where_it_was_not_asked_for_or_no_row_is_rare(int first) =>
        Assert.Null(new SamplingTables(s_counts, 0.75, 0, needsNoise: true, first, seed: 7).Pool);
}
