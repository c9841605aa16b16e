using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents a pool of rare noise words that draws some of them too often, changes all at once, or depends on anything but its place in the text.</summary>
public sealed class NoisePoolTests
{
    private const int First = 3;
    private static readonly double[] s_counts = [5000, 900, 800, 100, 50, 0, 20, 5, 1];
    private static readonly double[] s_descending = [.. Enumerable.Range(0, 400).Select(id => 1000.0 / (id + 1))];

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
            drawn[tables.DrawNoise(i * NoisePool.LifeTokens, ref random)]++;
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
        var counts = Enumerable.Repeat(1.0, 1_000_000).ToArray();
        var pool = new NoisePool(counts, 0.75, First, seed: 7);
        int[] Held(long tokens) => [.. Enumerable.Range(0, NoisePool.Slots).Select(slot => pool.FirstOf(slot, tokens))];
        var before = Held(1_000_000);
        var step = NoisePool.LifeTokens / NoisePool.Slots;
        foreach (var changes in new[] { 1, 100, NoisePool.Slots / 2, NoisePool.Slots })
        {
            // A group comes up twice by chance once in a hundred of these changes at most.
            Assert.InRange(Held(1_000_000 + (changes * step)).Zip(before).Count(pair => pair.First != pair.Second), changes * 0.99, changes);
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
        var counts = Enumerable.Range(0, 2000).Select(id => 1000.0 / (id + 1)).ToArray();
        int[] Drawn(ulong seed, long tokens)
        {
            var pool = new NoisePool(counts, 0.75, First, seed);
            var random = new RandomSource(1, 2, 3);
            return [.. Enumerable.Range(0, 1000).Select(_ => pool.Draw(tokens, ref random))];
        }

        Assert.Equal(Drawn(7, 99), Drawn(7, 99));
        Assert.NotEqual(Drawn(7, 99), Drawn(8, 99));
        Assert.NotEqual(Drawn(7, 99), Drawn(7, 99 + NoisePool.LifeTokens));
    }

    [Fact]
    public void A_word_taken_out_is_drawn_no_more_and_no_other_draw_changes()
    {
        var tables = new SamplingTables(s_descending, 0.75, 0, needsNoise: true, localFrom: 20, seed: 7);
        const int Id = 61;
        var before = Drawn(tables);
        Assert.Contains(Id, before);
        Assert.True(tables.CanVacate(Id));
        tables.Vacate(Id);
        tables.Vacate(Id);
        Assert.Equal(before.Select(id => id == Id ? -1 : id), Drawn(tables));
    }

    [Fact]
    public void A_whole_group_can_be_taken_out_at_once_in_any_order()
    {
        // The fourth group, and the last one, which is not a full one.
        int[] gone = [.. Enumerable.Range(20 + (3 * NoisePool.Neighbors), NoisePool.Neighbors), .. Enumerable.Range(388, 12)];
        var (tables, reversed) = (Tables(), Tables());
        Assert.All(gone, id => Assert.True(tables.CanVacate(id)));
        Assert.All(gone, tables.Vacate);
        Assert.All(gone.Reverse(), reversed.Vacate);
        var before = Drawn(Tables());
        Assert.Empty(gone.Except(before));
        var after = before.Select(id => gone.Contains(id) ? -1 : id).ToArray();
        Assert.Equal(after, Drawn(tables));
        Assert.Equal(after, Drawn(reversed));

        static SamplingTables Tables() => new(s_descending, 0.75, 0, needsNoise: true, localFrom: 20, seed: 7);
    }

    [Fact]
    public void Words_without_a_count_are_never_drawn()
    {
        var rare = new SamplingTables([7, 3, 0, 0, 0], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7);
        Assert.True(rare.HasNoise);
        Assert.Equal([0, 1], Drawn(rare).Distinct().Order());
        var frequent = new SamplingTables([0, 0, 1, 2], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7);
        Assert.True(frequent.HasNoise);
        Assert.Equal([2, 3], Drawn(frequent).Distinct().Order());
        Assert.False(new SamplingTables([0, 0, 0, 0], 0.75, 0, needsNoise: true, localFrom: 2, seed: 7).HasNoise);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(1000)]
    public void There_is_no_pool_where_it_was_not_asked_for_or_no_row_is_rare(int first) =>
        Assert.Null(new SamplingTables(s_counts, 0.75, 0, needsNoise: true, first, seed: 7).Pool);

    private static int[] Drawn(SamplingTables tables)
    {
        var random = new RandomSource(3, 5, 8);
        return [.. Enumerable.Range(0, 200_000).Select(i => tables.DrawNoise(i * 100L, ref random))];
    }
}
