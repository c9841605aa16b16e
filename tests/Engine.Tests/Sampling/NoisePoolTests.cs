using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Sampling;

/// <summary>Prevents a pool of rare noise words that draws some of them too often, changes all at once, or depends on anything but its place in the text.</summary>
public sealed class NoisePoolTests
{
    private const int First = 3;
    private static readonly double[] s_counts = [5000, 900, 800, 100, 50, 0, 20, 5, 1];

    [Fact]
    public void Over_the_text_rare_words_are_drawn_as_often_as_one_by_one()
    {
        var pool = new NoisePool(s_counts, 0.75, First, seed: 7);
        var drawn = new double[s_counts.Length];
        const int Turns = 60;
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var slot = 0; slot < NoisePool.Slots; slot++)
            {
                drawn[pool.WordOf(slot, turn * NoisePool.LifeTokens)]++;
            }
        }

        var total = s_counts.Skip(First).Sum(count => Math.Pow(count, 0.75));
        const double Draws = Turns * NoisePool.Slots;
        for (var id = 0; id < s_counts.Length; id++)
        {
            var share = id < First ? 0 : Math.Pow(s_counts[id], 0.75) / total;
            Assert.Equal(share, drawn[id] / Draws, 5 * Math.Sqrt(share / Draws));
        }
    }

    [Fact]
    public void A_slot_holds_its_word_for_its_life_and_slots_change_one_after_the_other()
    {
        var counts = Enumerable.Repeat(1.0, 1_000_000).ToArray();
        var pool = new NoisePool(counts, 0.75, First, seed: 7);
        int[] Held(long tokens) => [.. Enumerable.Range(0, NoisePool.Slots).Select(slot => pool.WordOf(slot, tokens))];
        var before = Held(1_000_000);
        var step = NoisePool.LifeTokens / NoisePool.Slots;
        foreach (var changes in new[] { 1, 100, NoisePool.Slots / 2, NoisePool.Slots })
        {
            Assert.InRange(Held(1_000_000 + (changes * step)).Zip(before).Count(pair => pair.First != pair.Second), changes - 3, changes);
        }
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
        bool IsHeld() => Enumerable.Range(0, NoisePool.Slots).Any(slot => tables.Pool!.WordOf(slot, 5) == id);
        Assert.True(IsHeld());
        tables.Vacate(id);
        Assert.False(IsHeld());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(1000)]
    public void There_is_no_pool_where_it_was_not_asked_for_or_no_row_is_rare(int first) =>
        Assert.Null(new SamplingTables(s_counts, 0.75, 0, needsNoise: true, first, seed: 7).Pool);
}
