using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Tests.Reference;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Objectives;

/// <summary>
/// Prevents a wrong sign, factor or missing term in any objective: every update of the reference is compared with central finite differences of its loss,
/// to a relative error of 1e-6.
/// </summary>
public sealed class GradientTests
{
    private const int Words = 12;
    private const int Dimension = 9;
    private const double Rate = 0.37;
    private static readonly ReferenceRates Rates = new(Rate, RowRates.Uniform);

    public static TheoryData<int, bool, bool> CbowCases() => Cases([true, false]);

    public static TheoryData<int> Objectives() => new(
        (int)Objective.NegativeSampling, (int)Objective.HierarchicalSoftmax, (int)Objective.Both, (int)Objective.FullSoftmax);

    [Theory]
    [MemberData(nameof(Objectives))]
    public void One_pair_of_skip_gram_moves_every_row_against_its_gradient(int objective)
    {
        var model = SampleModel();
        int[] negatives = [3, 7, 9];
        var moved = model.Copy();
        var error = moved.Step(model, (Objective)objective, model.Input[4], 2, negatives, Rates);
        Add(moved.Input[4], error);
        CheckRows(model, moved, m => m.Loss((Objective)objective, m.Input[4], 2, negatives), inputFactor: 1);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void A_window_applied_at_once_is_the_gradient_of_the_summed_loss(int objective)
    {
        var model = SampleModel();
        int[] negatives = [3, 7];
        int[] context = [4, 5, 8];
        var moved = model.Copy();
        foreach (var id in context)
        {
            Add(moved.Input[id], moved.Step(model, (Objective)objective, model.Input[id], 2, negatives, Rates));
        }

        CheckRows(model, moved, m => context.Sum(id => m.Loss((Objective)objective, m.Input[id], 2, negatives)), inputFactor: 1);
    }

    [Theory]
    [MemberData(nameof(CbowCases))]
    public void Cbow_moves_every_row_against_its_gradient_up_to_the_stated_factor(int objective, bool mean, bool split)
    {
        var model = SampleModel();
        int[] negatives = [3, 7, 9];
        int[] context = [4, 5, 8, 10];
        var moved = model.Copy();
        var error = moved.Step(model, (Objective)objective, model.Hidden(context, mean), 2, negatives, Rates);
        foreach (var id in context)
        {
            Add(moved.Input[id], split ? error.Select(x => x / context.Length).ToArray() : error);
        }

        // Full e is the gradient for the sum and C times it for the mean; e/C is the gradient for the mean and 1/C of it for the sum.
        var factor = (mean ? context.Length : 1.0) / (split ? context.Length : 1.0);
        CheckRows(model, moved, m => m.Loss((Objective)objective, m.Hidden(context, mean), 2, negatives), factor);
    }

    [Fact]
    public void A_negative_drawn_twice_counts_twice()
    {
        var model = SampleModel();
        int[] negatives = [3, 3];
        var moved = model.Copy();
        var error = moved.Step(model, Objective.NegativeSampling, model.Input[4], 2, negatives, Rates);
        Add(moved.Input[4], error);
        CheckRows(model, moved, m => m.Loss(Objective.NegativeSampling, m.Input[4], 2, negatives), inputFactor: 1);
    }

    [Fact]
    public void The_two_sign_conventions_of_the_huffman_code_are_one_model_with_negated_nodes()
    {
        // docs/learning.md, Objectives: bit 0 is positive here; with bit 1 positive the same losses and input rows result when every node vector
        // is negated.
        var ours = SampleModel();
        var flipped = ours.Paths.Select(path => path.Select(step => step ^ 1).ToArray()).ToArray();
        var other = new ReferenceModel(
            ours.Copy().Input, ours.Copy().Output, ours.Nodes.Select(row => row.Select(x => -x).ToArray()).ToArray(), flipped);
        for (var round = 0; round < 20; round++)
        {
            var (input, word) = (round % Words, (round * 5 + 1) % Words);
            Assert.Equal(
                ours.Loss(Objective.HierarchicalSoftmax, ours.Input[input], word, []),
                other.Loss(Objective.HierarchicalSoftmax, other.Input[input], word, []), 1e-12);
            Add(ours.Input[input], ours.Step(ours.Copy(), Objective.HierarchicalSoftmax, ours.Input[input], word, [], Rates));
            Add(other.Input[input], other.Step(other.Copy(), Objective.HierarchicalSoftmax, other.Input[input], word, [], Rates));
        }

        for (var n = 0; n < ours.Nodes.Length; n++)
        {
            Assert.All(ours.Nodes[n].Zip(other.Nodes[n]), pair => Assert.Equal(pair.First, -pair.Second, 1e-12));
        }

        for (var w = 0; w < Words; w++)
        {
            Assert.All(ours.Input[w].Zip(other.Input[w]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void The_hierarchical_softmax_is_a_distribution_over_the_words()
    {
        var model = SampleModel();
        var total = Enumerable.Range(0, Words).Sum(w => Math.Exp(-model.Loss(Objective.HierarchicalSoftmax, model.Input[3], w, [])));
        Assert.Equal(1, total, 1e-12);
    }

    [Fact]
    public void Perplexity_of_an_untrained_full_softmax_is_the_vocabulary()
    {
        var model = SampleModel();
        Assert.All(model.Output, row => Array.Clear(row));
        var crossEntropy = Enumerable.Range(0, Words).Average(w => model.Loss(Objective.FullSoftmax, model.Input[1], w, []));
        Assert.Equal(Words, Math.Exp(crossEntropy), 1e-9);
    }

    private static TheoryData<int, bool, bool> Cases(bool[] choices)
    {
        var cases = new TheoryData<int, bool, bool>();
        foreach (var objective in new[] { Objective.NegativeSampling, Objective.HierarchicalSoftmax, Objective.Both, Objective.FullSoftmax })
        {
            foreach (var mean in choices)
            {
                foreach (var split in choices)
                {
                    cases.Add((int)objective, mean, split);
                }
            }
        }

        return cases;
    }

    private static ReferenceModel SampleModel()
    {
        var random = new RandomSource(3, 1, 0);
        var counts = Enumerable.Range(1, Words).Select(i => (double)i * i).ToArray();
        var tree = HuffmanTree.Build(counts);
        return new(
            Rows(Words, ref random), Rows(Words, ref random), Rows(Words - 1, ref random), Enumerable.Range(0, Words).Select(tree.Path).ToArray());
    }

    private static double[][] Rows(int count, ref RandomSource random)
    {
        var rows = new double[count][];
        for (var r = 0; r < count; r++)
        {
            rows[r] = new double[Dimension];
            for (var i = 0; i < Dimension; i++)
            {
                rows[r][i] = (2 * random.NextDouble()) - 1;
            }
        }

        return rows;
    }

    private static void Add(double[] row, double[] addend)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] += Rate * addend[i];
        }
    }

    private static void CheckRows(ReferenceModel model, ReferenceModel moved, Func<ReferenceModel, double> loss, double inputFactor)
    {
        CheckRows(model, model.Input, moved.Input, loss, inputFactor);
        CheckRows(model, model.Output, moved.Output, loss, 1);
        CheckRows(model, model.Nodes, moved.Nodes, loss, 1);
    }

    private static void CheckRows(ReferenceModel model, double[][] rows, double[][] moved, Func<ReferenceModel, double> loss, double factor)
    {
        const double Step = 1e-4;
        for (var r = 0; r < rows.Length; r++)
        {
            for (var i = 0; i < rows[r].Length; i++)
            {
                var value = rows[r][i];

                // Fourth-order central differences: the truncation error is far below the tolerance at this step.
                double At(double shift)
                {
                    rows[r][i] = value + shift;
                    var result = loss(model);
                    rows[r][i] = value;
                    return result;
                }

                var slope = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
                var expected = -Rate * factor * slope;
                Assert.Equal(expected, moved[r][i] - value, 1e-6 * Math.Max(Math.Abs(expected), 1e-4));
            }
        }
    }
}
