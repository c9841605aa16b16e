using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents a sketch that forgets or wraps, and a hash that differs from its published definition.</summary>
public sealed class SketchAndHashTests
{
    [Fact]
    public void An_estimate_is_never_below_the_count_and_rarely_far_above()
    {
        var sketch = new CountMinSketch(4096);
        var hash = new TokenHash(new byte[16]);
        var counts = new int[20_000];
        var random = new RandomSource(4, 0, 0);
        for (var i = 0; i < 200_000; i++)
        {
            var word = (int)(counts.Length * Math.Pow(random.NextDouble(), 4));
            counts[word]++;
            sketch.Add(HashOf(hash, word));
        }

        var excess = 0.0;
        for (var word = 0; word < counts.Length; word++)
        {
            var estimate = sketch.Estimate(HashOf(hash, word));
            Assert.True(estimate >= counts[word]);
            excess += estimate - counts[word];
        }

        // The classic bound on the mean excess of one row is tokens / width = 49; four rows with conservative update stay far below it.
        Assert.InRange(excess / counts.Length, 0, 10);
    }

    [Fact]
    public void A_counter_stays_at_its_largest_value()
    {
        var sketch = new CountMinSketch(16);
        sketch.RaiseTo(77, uint.MaxValue);
        Assert.Equal(uint.MaxValue, sketch.Add(77));
        Assert.Equal(uint.MaxValue, sketch.Estimate(77));
    }

    [Fact]
    public void Different_keys_give_unrelated_hashes()
    {
        var key = new byte[16];
        var first = new TokenHash(key).Of("token"u8);
        key[15] = 1;
        Assert.NotEqual(first, new TokenHash(key).Of("token"u8));
        Assert.Equal(first, new TokenHash(new byte[16]).Of("token"u8));
    }

    [Fact]
    public void Tokens_of_every_length_around_a_word_have_distinct_hashes()
    {
        var hash = new TokenHash(new byte[16]);
        var seen = new HashSet<ulong>();
        for (var length = 0; length <= 40; length++)
        {
            Assert.True(seen.Add(hash.Of(new byte[length])));
        }
    }

    private static ulong HashOf(TokenHash hash, int word) => hash.Of(BitConverter.GetBytes(word));
}
