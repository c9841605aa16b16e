using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>Prevents counts that decay by another law than the one stated, that drift away from it, or that depend on how often they are looked after.</summary>
public sealed class ForwardDecayTests
{
    private static readonly TokenHash Hash = new(new byte[16]);

    [Fact]
    public void A_count_is_the_sum_over_its_sightings_of_a_half_to_the_power_of_their_age_in_half_lives()
    {
        const long HalfLife = 70_000;
        var vocabulary = new GrowingVocabulary(Hash, 1, 10, halfLife: HalfLife);
        vocabulary.Restore("word"u8, 1000, 0);
        vocabulary.Restore("other"u8, 500, 0);
        var expected = 1000.0;
        var age = 0L;
        for (var edge = 1; edge <= 2000; edge++)
        {
            for (var i = 0; i < edge % 7; i++)
            {
                vocabulary.Observe("word"u8);
            }

            expected += edge % 7;
            var passed = edge % 100 == 0 ? 3 * HalfLife + 17 : 8192;
            age += passed;
            vocabulary.Age(age);
            expected *= Math.Pow(2, -(double)passed / HalfLife);
            Assert.Equal(expected, vocabulary.CountNow(0), expected * 1e-10);
            Assert.Equal(vocabulary.Counts.ToArray().Sum(), vocabulary.KnownTokens, vocabulary.KnownTokens * 1e-12);
            Assert.InRange(vocabulary.Decay.Unit, 1, 2 - 1e-12);
        }

        Assert.Equal(500 * Math.Pow(2, -(double)age / HalfLife), vocabulary.CountNow(1), 1e-12);
    }

    [Fact]
    public void Without_a_half_life_counts_are_whole_numbers_for_ever()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 10);
        vocabulary.Restore("word"u8, 1000, 0);
        Assert.Equal(0, vocabulary.Age(long.MaxValue / 2));
        vocabulary.Observe("word"u8);
        Assert.Equal((1001.0, 1001.0, 1.0), (vocabulary.Counts[0], vocabulary.CountNow(0), vocabulary.Decay.Unit));
    }

    [Fact]
    public void A_half_life_far_behind_leaves_nothing_and_breaks_nothing()
    {
        var vocabulary = new GrowingVocabulary(Hash, 1, 10, halfLife: 1);
        vocabulary.Restore("word"u8, 1e18, 0);
        vocabulary.Age(1L << 40);
        Assert.Equal((0.0, 0.0), (vocabulary.Counts[0], vocabulary.KnownTokens));
        vocabulary.Observe("word"u8);
        Assert.Equal(1, vocabulary.CountNow(0));
    }

    [Fact]
    public void The_sketch_halves_with_the_counts()
    {
        var vocabulary = new GrowingVocabulary(Hash, 100, 10, halfLife: 1000);
        for (var i = 0; i < 81; i++)
        {
            vocabulary.Observe("word"u8);
        }

        Assert.Equal(81u, vocabulary.Sketch.Estimate(Hash.Of("word"u8)));
        vocabulary.Age(999);
        Assert.Equal(81u, vocabulary.Sketch.Estimate(Hash.Of("word"u8)));
        vocabulary.Age(2000);
        Assert.Equal(20u, vocabulary.Sketch.Estimate(Hash.Of("word"u8)));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(2, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(1, -1)]
    public void A_unit_that_cannot_be_is_refused(double unit, long tokens) =>
        Assert.Throws<InvalidDataException>(() => new ForwardDecay(10).Restore(unit, tokens));
}
