using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents a sigmoid whose error grows somewhere on the line: it is compared with double precision on a dense grid and at the edges.</summary>
public sealed class SigmoidTests
{
    public static TheoryData<string> Kernels() => new(KernelSelector.Supported);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_error_stays_below_the_stated_bound(string kernel)
    {
        var inputs = new List<float> { 0f, -0f, float.Epsilon, -float.Epsilon, 1e-10f, 87f, -87f, 100f, -100f, 1e30f, -1e30f, float.MaxValue, float.MinValue };
        for (var i = -400_000; i <= 400_000; i++)
        {
            inputs.Add(i * 2.5e-4f);
        }

        var values = inputs.ToArray();
        Assert.True(KernelSelector.Dispatch<SigmoidOf, bool>(kernel, new SigmoidOf(values)));
        var worst = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(values[i] - (1.0 / (1.0 + Math.Exp(-(double)inputs[i])))));
        }

        Assert.InRange(worst, 0, Sigmoid.ErrorBound);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Lengths_that_do_not_fill_a_register_are_covered_to_the_last_value(string kernel)
    {
        for (var length = 1; length <= 35; length++)
        {
            var values = Enumerable.Repeat(1.5f, length).ToArray();
            KernelSelector.Dispatch<SigmoidOf, bool>(kernel, new SigmoidOf(values));
            Assert.All(values, v => Assert.Equal(0.817574476, v, 3e-7));
        }
    }

    [Fact]
    public void The_logistic_loss_is_right_for_large_scores_of_both_signs()
    {
        Assert.Equal(Math.Log(2), Sigmoid.Loss(0), 1e-15);
        Assert.Equal(800, Sigmoid.Loss(-800), 1e-12);
        Assert.Equal(0, Sigmoid.Loss(800), 1e-12);
    }

    private readonly record struct SigmoidOf(float[] Values) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            // With targets 0 a step is -σ: one row of scores, and as many rows as there are scores.
            var zeros = new float[RowTable.StrideOf(Values.Length)];
            var row = new float[zeros.Length];
            var column = new float[zeros.Length];
            Values.CopyTo(row, 0);
            Values.CopyTo(column, 0);
            TKernel.LogisticSteps(row, 1, zeros, Values.Length);
            TKernel.LogisticSteps(column, Values.Length, zeros, 1);
            Assert.Equal(row[..Values.Length], column[..Values.Length]);
            for (var i = 0; i < Values.Length; i++)
            {
                Values[i] = -row[i];
            }

            return true;
        }
    }
}
