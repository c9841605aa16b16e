using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents a doorkeeper that swallows sightings, or that lets fresh words through once it has seen as many as it may before it is cleared.</summary>
public sealed class FrequencySketchTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    [Fact]
    public void An_estimate_is_never_below_the_count_and_a_single_sighting_reaches_no_counter()
    {
        var sketch = new FrequencySketch(4096);
        var counts = new int[20_000];
        var random = new RandomSource(4, 0, 0);
        for (var i = 0; i < 30_000; i++)
        {
            var word = (int)(counts.Length * Math.Pow(random.NextDouble(), 4));
            counts[word]++;
            Assert.True(sketch.Add(HashOf(word)) >= counts[word]);
        }

        Assert.All(Enumerable.Range(0, counts.Length), word => Assert.True(sketch.Estimate(HashOf(word)) >= counts[word]));
        var single = new FrequencySketch(4096);
        Assert.Equal(1u, single.Add(HashOf(1)));
        Assert.Equal(-1, single.Counts.Counters.IndexOfAnyExcept(0u));
        Assert.Equal(2u, single.Add(HashOf(1)));
        Assert.NotEqual(-1, single.Counts.Counters.IndexOfAnyExcept(0u));
    }

    [Fact]
    public void The_doorkeeper_takes_few_fresh_words_for_known_ones_until_it_is_cleared()
    {
        var sketch = new FrequencySketch(1 << 14);
        var (known, word) = (0, 0);
        for (; !sketch.IsDue; word++)
        {
            known += sketch.Add(HashOf(word)) > 1 ? 1 : 0;
        }

        Assert.Equal(FrequencySketch.PeriodWidths << 14, word);
        Assert.InRange(known / (double)word, 0.001, 0.1);
        sketch.Halve();
        Assert.Equal((false, -1), (sketch.IsDue, sketch.Doorkeeper.Bits.IndexOfAnyExcept(0UL)));
    }

    [Fact]
    public void A_halving_halves_every_counter_on_its_own()
    {
        var sketch = new CountMinSketch(16);
        uint[] counters = [0, 1, 2, 3, uint.MaxValue, 1, 0x8000_0001, 7];
        counters.CopyTo(sketch.Counters);
        sketch.Halve();
        Assert.Equal(counters.Select(counter => counter / 2), sketch.Counters[..counters.Length].ToArray());
    }

    [Fact]
    public void An_estimate_stays_at_the_largest_value()
    {
        var sketch = new FrequencySketch(16);
        sketch.RaiseTo(77, uint.MaxValue);
        Assert.Equal(uint.MaxValue, sketch.Add(77));
        Assert.Equal(uint.MaxValue, sketch.Add(77));
        Assert.Equal(uint.MaxValue, sketch.Estimate(77));
    }

    [Fact]
    public void What_an_evicted_word_is_raised_to_is_its_estimate()
    {
        var sketch = new FrequencySketch(64);
        sketch.RaiseTo(99, 0);
        Assert.Equal(0u, sketch.Estimate(99));
        sketch.RaiseTo(99, 5);
        Assert.Equal((5u, 6u), (sketch.Estimate(99), sketch.Add(99)));
    }

    private static ulong HashOf(int word) => Hash.Of(BitConverter.GetBytes(word));
}
