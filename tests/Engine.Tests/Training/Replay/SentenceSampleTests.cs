using StreamW2V.Engine.Training.Replay;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training.Replay;

/// <summary>Prevents a sample that prefers early, late, short or long sentences, or that outgrows its bound.</summary>
public sealed class SentenceSampleTests
{
    private const int MaxTokens = 20_000;

    [Fact]
    public void Sentences_of_any_age_and_length_are_held_with_the_same_probability_and_tokens_are_bounded()
    {
        var sample = new SentenceSample(5, MaxTokens, new RowChanges());
        const int Given = 200_000;
        var (fewest, tokens) = (MaxTokens, 0);
        for (var number = 0; number < Given; number++)
        {
            var sentence = Sentence(number);
            sample.Offer(number, sentence);
            tokens += sentence.Length;
            Assert.InRange(sample.Tokens, Math.Min(tokens, 1), MaxTokens);
            Assert.InRange(SentenceSample.BytesFor(MaxTokens), 4 * sample.Tokens, 20 * MaxTokens);
            fewest = number > 10_000 ? Math.Min(fewest, sample.Tokens) : fewest;
        }

        Assert.InRange(fewest, MaxTokens * 3 / 4, MaxTokens);
        var held = Enumerable.Range(0, sample.Count).Select(sample.Number).ToArray();
        Assert.Equal(held.Distinct().Order(), held);

        // Chi-squared over twenty stretches of the text and over the lengths: 19 and 16 degrees of freedom stay below 44 and 40 with probability 0.999.
        var probability = (double)held.Length / Given;
        Assert.InRange(ChiSquared(held.GroupBy(number => number / (Given / 20)), _ => Given / 20 * probability, 20), 0, 44);
        var lengths = Enumerable.Range(0, Given).GroupBy(number => Sentence(number).Length).ToDictionary(group => group.Key, group => group.Count() * probability);
        Assert.InRange(ChiSquared(held.GroupBy(number => Sentence(number).Length), length => lengths[length], lengths.Count), 0, 40);
        Assert.All(Enumerable.Range(0, sample.Count), i => Assert.Equal(Sentence(sample.Number(i)), sample[i].ToArray()));
    }

    [Fact]
    public void A_sentence_that_would_push_out_many_others_is_not_held()
    {
        var sample = new SentenceSample(5, 800, new RowChanges());
        sample.Offer(0, new int[101]);
        sample.Offer(1, new int[100]);
        Assert.Equal((1, 100), (sample.Count, sample.Tokens));
    }

    [Fact]
    public void A_lower_bound_holds_for_a_sample_that_was_saved_under_a_higher_one()
    {
        var (large, small) = (new SentenceSample(5, MaxTokens, new RowChanges()), new SentenceSample(5, MaxTokens / 4, new RowChanges()));
        for (var number = 0; number < 20_000; number++)
        {
            large.Offer(number, Sentence(number));
        }

        small.Restore(large.Threshold);
        for (var i = 0; i < large.Count; i++)
        {
            small.Restore(large.Number(i), large[i]);
        }

        Assert.InRange(small.Tokens, MaxTokens / 8, MaxTokens / 4);
        Assert.True(small.Threshold < large.Threshold);
        Assert.Subset(Enumerable.Range(0, large.Count).Select(large.Number).ToHashSet(), Enumerable.Range(0, small.Count).Select(small.Number).ToHashSet());
    }

    [Fact]
    public void Words_that_are_gone_are_swept_out_where_the_threshold_falls()
    {
        var changes = new RowChanges();
        var sample = new SentenceSample(5, MaxTokens, changes);
        for (var number = 0; number < 100_000; number++)
        {
            sample.Offer(number, Sentence(number));
            if (number == 30_000)
            {
                changes.Note(7, number + 1);
            }
        }

        var numbersOf7 = Enumerable.Range(0, sample.Count).Where(i => sample[i].Contains(7)).Select(sample.Number).ToArray();
        Assert.NotEmpty(numbersOf7);
        Assert.All(numbersOf7, number => Assert.True(number > 30_000));
        Assert.All(Enumerable.Range(0, sample.Count), i => Assert.True(sample[i].Length >= 2));
    }

    /// <summary>2 to 18 words below 20, the same for the same number.</summary>
    private static int[] Sentence(long number)
    {
        var random = new RandomSource(77, 0, (ulong)number);
        var words = new int[2 + random.NextInt32(17)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = random.NextInt32(20);
        }

        return words;
    }

    private static double ChiSquared<TKey>(IEnumerable<IGrouping<TKey, long>> groups, Func<TKey, double> expected, int cells)
        where TKey : notnull
    {
        var counts = groups.ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(cells, counts.Count);
        return counts.Sum(cell => Math.Pow(cell.Value - expected(cell.Key), 2) / expected(cell.Key));
    }
}
