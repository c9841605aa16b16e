using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents a kernel that is right at one width or size and wrong at another: each runs against sums in double at awkward sizes.</summary>
public sealed class KernelTests
{
    public static TheoryData<string> Kernels() => [.. KernelSelector.Supported];

    public static TheoryData<string, int> KernelsAndDimensions()
    {
        var cases = new TheoryData<string, int>();
        foreach (var kernel in KernelSelector.Supported)
        {
            foreach (var dimension in new[] { 1, 7, 15, 16, 17, 63, 100, 300 })
            {
                cases.Add(kernel, dimension);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(KernelsAndDimensions))]
    public void Scores_equal_inner_products_in_double(string kernel, int dimension) => Run(kernel, new ScoresCheck(dimension));

    [Theory]
    [MemberData(nameof(KernelsAndDimensions))]
    public void Exchange_gives_both_updates_from_the_rows_as_they_were(string kernel, int dimension) => Run(kernel, new ExchangeCheck(dimension));

    [Theory]
    [MemberData(nameof(KernelsAndDimensions))]
    public void Sums_and_additions_over_rows_equal_the_same_in_double(string kernel, int dimension) => Run(kernel, new RowSumsCheck(dimension));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Logistic_steps_of_every_count_equal_the_formula(string kernel) => Run(kernel, default(LogisticStepsCheck));

    [Theory]
    [MemberData(nameof(KernelsAndDimensions))]
    public void Dot_rows_and_scaled_sums_equal_the_same_in_double(string kernel, int dimension) => Run(kernel, new RowsCheck(dimension));

    [Fact]
    public void A_row_whose_length_is_no_multiple_of_the_padding_is_refused()
    {
        var row = new float[17];
        Assert.Throws<ArgumentException>(() => KernelSelector.Dispatch<DotOf, float>(new DotOf(row)));
    }

    [Fact]
    public void An_unknown_kernel_name_is_refused_and_the_known_ones_are_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => KernelSelector.Dispatch<DotOf, float>("1024", new DotOf(new float[16])));
        Assert.Contains("scalar", error.Message, StringComparison.Ordinal);
    }

    private static void Run<TCheck>(string kernel, TCheck check)
        where TCheck : IKernelAction<bool> => Assert.True(KernelSelector.Dispatch<TCheck, bool>(kernel, check));

    private readonly record struct DotOf(float[] Row) : IKernelAction<float>
    {
        public float Run<TKernel>()
            where TKernel : struct, IKernel => TKernel.Dot(Row, Row);
    }

    private readonly record struct ScoresCheck(int Dimension) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            foreach (var (n, k) in SampleWindow.Shapes)
            {
                using var window = new SampleWindow(n, k, Dimension);
                var scores = new float[n * k];
                TKernel.Scores(window.Hidden, window.HiddenIds, window.Output, window.OutputIds, scores);
                for (var i = 0; i < n * k; i++)
                {
                    var expected = SampleWindow.Dot(window.Hidden[window.HiddenIds[i / k]], window.Output[window.OutputIds[i % k]]);
                    Assert.Equal(expected, scores[i], 1e-5 * Dimension);
                    Assert.Equal(
                        expected, TKernel.Dot(window.Hidden[window.HiddenIds[i / k]], window.Output[window.OutputIds[i % k]]), 1e-5 * Dimension);
                }
            }

            return true;
        }
    }

    private readonly record struct ExchangeCheck(int Dimension) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            foreach (var (n, k) in SampleWindow.Shapes)
            {
                using var apart = new SampleWindow(n, k, Dimension);
                var steps = apart.Steps();
                var (a, b) = (SampleWindow.Rates(n), SampleWindow.Rates(k));
                var (errors, outputs) = apart.ExpectedExchange(steps, a, b);
                var scratch = new float[(n + 1) * apart.Hidden.Stride];
                var targets = RowTable.Allocate(n, apart.Hidden.Stride, out var memory);
                int[] places = [.. Enumerable.Range(0, n)];
                TKernel.Exchange(apart.Hidden, apart.HiddenIds, targets, places, a, apart.Output, apart.OutputIds, b, steps, scratch);
                using var inPlace = new SampleWindow(n, k, Dimension);
                TKernel.Exchange(
                    inPlace.Hidden, inPlace.HiddenIds, inPlace.Hidden, inPlace.HiddenIds, a, inPlace.Output, inPlace.OutputIds, b, steps, scratch);
                for (var i = 0; i < n; i++)
                {
                    var before = SampleWindow.Copy(apart.Hidden[apart.HiddenIds[i]]);
                    var error = errors.AsSpan(i * apart.Hidden.Stride, apart.Hidden.Stride);
                    SampleWindow.AssertClose(error, targets[i], 1e-5 * k);
                    var sum = error.ToArray().Select((e, j) => e + before[j]).ToArray();
                    SampleWindow.AssertClose(sum, inPlace.Hidden[inPlace.HiddenIds[i]], 1e-5 * k);
                }

                for (var j = 0; j < k; j++)
                {
                    SampleWindow.AssertClose(outputs[j], apart.Output[apart.OutputIds[j]], 1e-5 * n);
                    SampleWindow.AssertClose(outputs[j], inPlace.Output[inPlace.OutputIds[j]], 1e-5 * n);
                }

                GC.KeepAlive(memory);
            }

            return true;
        }
    }

    private readonly record struct RowSumsCheck(int Dimension) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            using var window = new SampleWindow(6, 1, Dimension);
            using var before = new SampleWindow(6, 1, Dimension);
            var sum = new float[window.Hidden.Stride];
            TKernel.SumRows(window.Hidden, [2, 5, 2, 1, 4], 0.25f, sum);
            TKernel.AddToRows(window.Hidden, [3, 1, 3], [-0.5f, -0.25f, -0.75f], before.Hidden[0]);
            for (var i = 0; i < sum.Length; i++)
            {
                double Of(int row) => before.Hidden[row][i];
                Assert.Equal(0.25 * ((2 * Of(2)) + Of(5) + Of(1) + Of(4)), sum[i], 1e-5);
                Assert.Equal(Of(1) - (0.25 * Of(0)), window.Hidden[1][i], 1e-5);
                Assert.Equal(Of(3) - (1.25 * Of(0)), window.Hidden[3][i], 1e-5);
                Assert.Equal(Of(2), window.Hidden[2][i]);
            }

            return true;
        }
    }

    private readonly record struct LogisticStepsCheck : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            foreach (var (n, k) in SampleWindow.Shapes)
            {
                var scores = Enumerable.Range(0, n * k).Select(i => (i * 7919 % 41 * 0.5f) - 10).ToArray();
                var targets = Enumerable.Range(0, RowTable.StrideOf(k)).Select(i => i < k && i % 3 == 0 ? 1f : 0f).ToArray();
                var steps = new float[RowTable.StrideOf(scores.Length)];
                scores.CopyTo(steps, 0);
                TKernel.LogisticSteps(steps, n, targets, k);
                for (var i = 0; i < scores.Length; i++)
                {
                    Assert.Equal(targets[i % k] - (1 / (1 + Math.Exp(-scores[i]))), steps[i], 2e-7);
                }
            }

            return true;
        }
    }

    private readonly record struct RowsCheck(int Dimension) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            using var window = new SampleWindow(1, 11, Dimension);
            var stride = window.Output.Stride;
            var rows = Enumerable.Range(0, 11).SelectMany(r => SampleWindow.Copy(window.Output[r])).ToArray();
            var dots = new float[11];
            TKernel.DotRows(window.Hidden[0], rows, dots);
            for (var r = 0; r < 11; r++)
            {
                Assert.Equal(SampleWindow.Dot(window.Hidden[0], window.Output[r]), dots[r], 1e-5 * Dimension);
            }

            var y = window.Output[3].ToArray();
            TKernel.AddScaled(y, -0.5f, window.Hidden[0]);
            for (var i = 0; i < stride; i++)
            {
                Assert.Equal(window.Output[3][i] - (0.5f * window.Hidden[0][i]), y[i], 1e-6);
            }

            return true;
        }
    }
}
