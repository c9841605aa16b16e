using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Prevents a plan whose draws depend on how large the noise table is: what is asked for ahead must change none.</summary>
public sealed class SentencePlanTests
{
    private const int Length = 300;

    [Theory]
    [InlineData(40_000, 0, false, UpdateOrder.Window)]
    [InlineData(40_000, 0, true, UpdateOrder.Window)]
    [InlineData(40_000, 0, false, UpdateOrder.Pair)]
    [InlineData(400, 0, false, UpdateOrder.Window)]
    [InlineData(400, 20, false, UpdateOrder.Window)]
    public void The_draws_of_a_sentence_come_one_after_the_other(int words, int locality, bool fixedWindow, UpdateOrder order)
    {
        var options = new LearnerOptions { FixedWindow = fixedWindow, UpdateOrder = order };
        var tables = new SamplingTables([.. Enumerable.Range(1, words).Select(rank => 1e6 / rank)], 0.75, 0, needsNoise: true, locality);
        Assert.Equal(words == 40_000, tables.Noise.IsLarge);
        Assert.Equal(locality > 0, tables.Pool is not null);
        foreach (var id in Enumerable.Range(100, 150).Where(tables.CanVacate))
        {
            tables.Vacate(id);
        }

        int[] sentence = [.. Enumerable.Range(0, Length).Select(place => place * 7 % words)];
        var batch = new TrainingBatch();
        batch.Begin(0, 0.1f, tables, RowRates.Uniform, words);
        var random = new RandomSource(5, 6, 7);
        var expected = random;

        var plan = new SentencePlan(options);
        plan.Begin(sentence, batch, 0, ref random);
        var outputs = new List<int>();
        while (plan.Drawn < plan.Count)
        {
            plan.DrawWindows(tables, ref random);
            outputs.AddRange(plan.DrawnOutputs);
        }

        // A negative for each draw, however often it is made again: eight times would be needed to go without.
        Assert.Equal(OneByOne(options, tables, sentence, ref expected), outputs);
        Assert.Equal(expected.NextUInt64(), random.NextUInt64());
    }

    private static List<int> OneByOne(LearnerOptions options, SamplingTables tables, int[] sentence, ref RandomSource random)
    {
        var outputs = new List<int>();
        foreach (var _ in sentence)
        {
            random.NextSingle(); // whether the word stays
        }

        for (var center = 0; center < Length; center++)
        {
            var reach = options.FixedWindow ? options.Window : 1 + random.NextInt32(options.Window);
            var contexts = Math.Min(Length - 1, center + reach) - Math.Max(0, center - reach);
            for (var set = 0; set < (options.UpdateOrder == UpdateOrder.Pair ? contexts : 1); set++)
            {
                outputs.Add(sentence[center]);
                for (var k = 0; k < options.Negatives; k++)
                {
                    int negative;
                    while ((negative = tables.DrawNoise(0, ref random)) == sentence[center] || negative < 0)
                    {
                    }

                    outputs.Add(negative);
                }
            }
        }

        return outputs;
    }
}
