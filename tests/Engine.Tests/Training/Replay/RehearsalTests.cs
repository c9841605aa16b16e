using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Replay;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training.Replay;

/// <summary>
/// Prevents rehearsal from training a word as the one that has its row now, from repeating draws, and from being taken for fresh text. That it does not depend on when
/// a learner is stopped is among <see cref="LearnerTests"/>.
/// </summary>
public sealed class RehearsalTests
{
    private static readonly LearnerOptions Options = new() { Rehearse = 2.25, RehearseTokens = 10_000, Dimension = 20, Sample = 0 };

    [Fact]
    public void As_many_old_sentences_follow_fresh_ones_as_were_asked_for_and_each_is_one_that_was_given()
    {
        var rehearsal = new Rehearsal(Options);
        var given = new HashSet<string>();
        var ages = new List<double>();
        var (fresh, old) = (0, 0);
        for (var number = 0; number < 4000; number++)
        {
            var batch = Batch(number);
            int[] sentence = [number % 50, number, number + 1];
            Fill(batch, sentence);
            rehearsal.Follow(batch, number);
            Assert.Equal((1, 3), (batch.FreshSentences, batch.FreshTokens));
            Assert.Equal(new BatchSentence(number, 0), batch.Name(0));
            for (var s = 1; s < batch.Sentences; s++)
            {
                Assert.Equal(new BatchSentence(number, s), batch.Name(s));
                Assert.Contains(string.Join(' ', batch[s].ToArray()), given);
                ages.Add((double)batch[s][1] / number);
            }

            given.Add(string.Join(' ', sentence));
            fresh++;
            old += batch.Sentences - 1;
        }

        Assert.InRange((double)old / fresh, 2.2, 2.3);
        Assert.InRange(ages.Average(), 0.48, 0.52);
    }

    [Fact]
    public void Sentences_of_fewer_than_two_known_words_are_neither_kept_nor_followed()
    {
        var rehearsal = new Rehearsal(Options);
        for (var number = 0; number < 100; number++)
        {
            var batch = Batch(number);
            Fill(batch, number % 2 == 0 ? [] : [1]);
            rehearsal.Follow(batch, number);
            Assert.Equal(1, batch.Sentences);
        }

        Assert.Equal(0, rehearsal.Sample.Count);
    }

    [Fact]
    public void A_word_that_lost_its_row_is_never_trained_as_its_successor()
    {
        var rehearsal = new Rehearsal(Options with { Rehearse = 16 });
        int[] ids = [.. Enumerable.Range(0, 40)];
        var since = new long[40];
        for (var number = 0; number < 3000; number++)
        {
            var batch = Batch(number);

            // The last id tells when the sentence was given.
            Fill(batch, [ids[number % 40], ids[(number + 7) % 40], ids[(number + 11) % 40], 1000 + number]);
            rehearsal.Follow(batch, number);
            for (var s = 1; s < batch.Sentences; s++)
            {
                var was = batch[s][^1] - 1000;
                Assert.All(batch[s][..^1].ToArray(), id => Assert.True(since[id] <= was, $"sentence {was} with row {id}, another's since {since[id]}"));
            }

            if (number % 10 == 9)
            {
                var row = number / 10 * 3 % 40;
                rehearsal.Note([new Admission(row, 1, Replaced: true, 1), new Admission(50, 0, Replaced: false, 1)], number + 1);
                since[row] = number + 1;
            }
        }

        Assert.Equal(40, rehearsal.Changes.Count);
    }

    [Fact]
    public void Every_sentence_has_draws_of_its_own_also_when_it_is_trained_again()
    {
        var names = from number in Enumerable.Range(0, 1000) from place in Enumerable.Range(0, LearnerOptions.MaxRehearse + 1) select new BatchSentence(number, place);
        var draws = names.Select(name => name.Draws(1).NextUInt64()).ToList();
        Assert.Equal(draws.Count, draws.Distinct().Count());
        Assert.Equal(new RandomSource(1, RandomUse.Sentence, 9).NextUInt64(), new BatchSentence(9, 0).Draws(1).NextUInt64());
    }

    [Fact]
    public void Losses_are_those_of_the_fresh_sentences_and_rehearsed_ones_are_trained()
    {
        foreach (var objective in new[] { Objective.Both, Objective.FullSoftmax })
        {
            var options = Options with { Objective = objective };
            var (alone, followed) = (new SampleModel(options, 40), new SampleModel(options, 40));
            var (fresh, old) = (SampleModel.Sentences(130, 40), SampleModel.Sentences(200, 40)[70..]);

            // At rate 0 all are trained on the same rows.
            var expected = alone.Measure(KernelSelector.Selected, fresh, 0, 0, share: 1);
            Assert.Equal(expected, followed.Measure(KernelSelector.Selected, fresh, 0, 0, share: 1, old));
            Assert.True(expected.Training.Examples > 0 && expected.Prequential.Examples > 1000);
            Assert.Equal(alone.AllFloats(), followed.AllFloats());
            alone.Measure(KernelSelector.Selected, fresh, 0, 0.05f, share: 0);
            followed.Measure(KernelSelector.Selected, fresh, 0, 0.05f, share: 0, old);
            Assert.NotEqual(alone.AllFloats(), followed.AllFloats());
        }
    }

    [Fact]
    public void A_rate_counts_rehearsed_tokens_as_trained()
    {
        double[] counts = [1000, 100, 10];
        var tables = new SamplingTables(counts, 0.75, 1e-2, needsNoise: true);
        var curve = new RateCurve(10, 0.75, 0.001);
        var rates = new RowRates(tables, HuffmanTree.Build(counts), new(curve, curve, curve), times: 3);
        Assert.Equal(curve.At(3 * 100 * tables.Keep(1)), rates.Input(1));
        Assert.Equal(curve.At(3 * 10 * tables.Keep(2)), rates.Output(2));
    }

    private static TrainingBatch Batch(long first)
    {
        var batch = new TrainingBatch();
        batch.Begin(first, 0.1f, null!, RowRates.Uniform, 5000);
        return batch;
    }

    private static void Fill(TrainingBatch batch, int[] sentence)
    {
        foreach (var id in sentence)
        {
            batch.Add(id);
        }

        batch.EndSentence();
    }
}
