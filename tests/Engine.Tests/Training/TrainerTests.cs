using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Tests.Reference;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>
/// Prevents a trainer that computes something else than docs/learning.md says: on every kernel, each combination of architecture, objective and variant is run on the
/// same sentences as the reference in double, with the same draws, and every row must agree.
/// </summary>
public sealed class TrainerTests
{
    private const int Words = 40;
    private const float Rate = 0.05f;

    public static TheoryData<string, string> KernelsAndVariants()
    {
        var cases = new TheoryData<string, string>();
        foreach (var kernel in KernelSelector.Supported)
        {
            foreach (var variant in Variants.Keys)
            {
                cases.Add(kernel, variant);
            }
        }

        return cases;
    }

    private static Dictionary<string, LearnerOptions> Variants { get; } = MakeVariants();

    [Theory]
    [MemberData(nameof(KernelsAndVariants))]
    public void A_trained_model_equals_the_reference_in_double(string kernel, string variant)
    {
        foreach (var dimension in new[] { 7, 20, 100 })
        {
            Assert.True(KernelSelector.Dispatch<Comparison, bool>(kernel, new(Variants[variant] with { Dimension = dimension })));
        }
    }

    [Theory]
    [InlineData(Objective.NegativeSampling)]
    [InlineData(Objective.HierarchicalSoftmax)]
    [InlineData(Objective.Both)]
    [InlineData(Objective.FullSoftmax)]
    public void A_cbow_window_with_one_context_word_is_one_skip_gram_pair(Objective objective)
    {
        var options = new LearnerOptions { Objective = objective, Dimension = 20, Window = 1, UpdateOrder = UpdateOrder.Pair, Sample = 0, SoftmaxBatch = 1 };
        var skipGram = new SampleModel(options, Words);
        var cbow = new SampleModel(options with { Architecture = Architecture.Cbow }, Words);
        int[] sentence = [4, 9];
        skipGram.Train(KernelSelector.Selected, sentence, 0, Rate);
        cbow.Train(KernelSelector.Selected, sentence, 0, Rate);

        // Up to rounding: skip-gram adds each term to the row itself, CBOW the sum of the terms.
        var (a, b) = (skipGram.AllFloats(), cbow.AllFloats());
        Assert.Equal(a.Length, b.Length);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [MemberData(nameof(KernelsAndVariants))]
    public void The_prequential_loss_equals_the_reference_on_the_rows_before_each_sentence(string kernel, string variant)
    {
        var options = Variants[variant] with { Dimension = 20 };
        var model = new SampleModel(options, Words);
        var sentences = SampleModel.Sentences(12, Words);
        sentences[3] = [.. Enumerable.Range(0, 900).Select(i => i * 7 % Words)]; // more windows than are drawn at once
        var (sum, examples) = (0.0, 0L);
        for (var s = 0; s < sentences.Length; s++)
        {
            var expected = new ReferenceTrainer(options, model.ToReference()).Score(sentences[s], s, model.Tables);
            var measured = model.Measure(kernel, [sentences[s]], s, Rate, share: 1).Prequential;
            Assert.Equal(expected.Examples, measured.Examples);
            Assert.Equal(expected.Sum, measured.Sum, 1e-5 * Math.Max(1, expected.Sum));
            (sum, examples) = (sum + measured.Sum, examples + measured.Examples);
        }

        Assert.True(examples > 300 && sum > 0);
    }

    [Fact]
    public void Measuring_before_training_changes_no_bit()
    {
        foreach (var variant in Variants.Values)
        {
            var options = variant with { Dimension = 20 };
            var (measured, plain) = (new SampleModel(options, Words), new SampleModel(options, Words));
            var sentences = SampleModel.Sentences(30, Words);
            sentences[5] = [.. Enumerable.Range(0, 900).Select(i => i * 7 % Words)];
            Assert.True(measured.Measure(KernelSelector.Selected, sentences, 0, Rate, share: 1).Prequential.Examples > 0);
            Assert.Equal(default, plain.Measure(KernelSelector.Selected, sentences, 0, Rate, share: 0).Prequential);
            Assert.Equal(plain.AllFloats(), measured.AllFloats());
        }
    }

    [Fact]
    public void Where_batches_are_cut_changes_no_bit()
    {
        foreach (var variant in Variants.Values)
        {
            var options = variant with { Dimension = 20 };
            var whole = new SampleModel(options, Words);
            var cut = new SampleModel(options, Words);
            var sentences = SampleModel.Sentences(30, Words);
            whole.TrainBatch(KernelSelector.Selected, sentences, 0, Rate);
            for (var s = 0; s < sentences.Length; s++)
            {
                cut.TrainBatch(KernelSelector.Selected, [sentences[s]], s, Rate);
            }

            Assert.Equal(whole.AllFloats(), cut.AllFloats());
        }
    }

    [Theory]
    [InlineData(Architecture.SkipGram, Objective.HierarchicalSoftmax)]
    [InlineData(Architecture.Cbow, Objective.HierarchicalSoftmax)]
    [InlineData(Architecture.SkipGram, Objective.Both)]
    public void Trainers_move_the_nodes_near_the_root_by_their_share_and_all_other_rows_as_if_alone(Architecture architecture, Objective objective)
    {
        var options = new LearnerOptions { Architecture = architecture, Objective = objective, Dimension = 20, Window = 3, Sample = 0, UpdateOrder = UpdateOrder.Group };
        var before = new SampleModel(options, 400);
        var alone = new SampleModel(options, 400);
        var together = new SampleModel(options with { Threads = 2 }, 400);
        var idle = new SampleModel(options with { Threads = 2 }, 400);
        together.AtWork.Enter();
        var sentences = SampleModel.Sentences(60, 400);
        alone.TrainBatch(KernelSelector.Selected, sentences, 0, Rate);
        together.TrainBatch(KernelSelector.Selected, sentences, 0, Rate);
        idle.TrainBatch(KernelSelector.Selected, sentences, 0, Rate);
        Assert.All(alone.AllFloats().Zip(idle.AllFloats()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        var hot = alone.NodesNearTheRoot(6);
        Assert.InRange(hot.Count, 32, 63);
        Assert.All(before.AllRows().Zip(alone.AllRows(), together.AllRows()), rows =>
        {
            var share = rows.First.IsNode && hot.Contains(rows.First.Row) ? 0.5f : 1;
            for (var i = 0; i < options.Dimension; i++)
            {
                var expected = rows.First.Floats[i] + (share * (rows.Second.Floats[i] - rows.First.Floats[i]));
                Assert.Equal(expected, rows.Third.Floats[i], 1e-6);
            }
        });
    }

    [Fact]
    public void The_measured_loss_is_the_loss_of_the_examples()
    {
        var options = new LearnerOptions { Objective = Objective.FullSoftmax, Dimension = 8, Sample = 0 };
        var model = new SampleModel(options, Words);
        model.ClearOutput();
        var (sum, examples) = model.TrainBatch(KernelSelector.Selected, [[1, 2, 3]], 0, 1e-6f);
        Assert.Equal(Words, Math.Exp(sum / examples), 1e-3);
    }

    [Fact]
    public void The_loss_of_both_layers_is_the_sum_of_their_losses_per_example()
    {
        double LossOf(Objective objective)
        {
            var model = new SampleModel(new LearnerOptions { Objective = objective, Dimension = 8, Sample = 0, FixedWindow = true }, Words);
            var (sum, examples) = model.TrainBatch(KernelSelector.Selected, [[1, 2, 3, 4, 5]], 0, 1e-9f);
            return sum / examples;
        }

        Assert.Equal(LossOf(Objective.NegativeSampling) + LossOf(Objective.HierarchicalSoftmax), LossOf(Objective.Both), 1e-5);
    }

    private static Dictionary<string, LearnerOptions> MakeVariants()
    {
        var variants = new Dictionary<string, LearnerOptions>();
        foreach (var objective in new[] { Objective.NegativeSampling, Objective.HierarchicalSoftmax, Objective.Both, Objective.FullSoftmax })
        {
            var plain = new LearnerOptions { Objective = objective, Window = 3, Sample = 0.02, SoftmaxBatch = 5 };
            variants[$"sg {objective} window"] = plain with { UpdateOrder = UpdateOrder.Window };
            variants[$"sg {objective} group"] = plain with { UpdateOrder = UpdateOrder.Group, FixedWindow = true };
            variants[$"sg {objective} pair"] = plain with { UpdateOrder = UpdateOrder.Pair, NoiseExponent = 1 };
            variants[$"sg {objective} fixed window"] = plain with { FixedWindow = true, Negatives = 15 };
            variants[$"cbow {objective} mean"] = plain with { Architecture = Architecture.Cbow };
            variants[$"cbow {objective} sum"] = plain with { Architecture = Architecture.Cbow, CbowMean = false };
            variants[$"cbow {objective} mean split"] = plain with { Architecture = Architecture.Cbow, CbowSplit = true };
        }

        return variants;
    }

    private readonly record struct Comparison(LearnerOptions Options) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            var model = new SampleModel(Options, Words);
            var reference = model.ToReference();
            var oracle = new ReferenceTrainer(Options, reference);
            var sentences = SampleModel.Sentences(12, Words);
            for (var s = 0; s < sentences.Length; s++)
            {
                model.Train(TKernel.Name, sentences[s], s, Rate);
                oracle.Train(sentences[s], s, Rate, model.Tables, model.Rates);
            }

            model.AssertEquals(reference, 2e-5);
            return true;
        }
    }
}
