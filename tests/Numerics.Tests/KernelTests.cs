using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents a kernel that is right at one width or size and wrong at another: each runs against sums in double at awkward sizes.</summary>
public sealed class KernelTests
{
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
    public void An_id_that_occurs_twice_receives_both_updates(string kernel, int dimension) => Run(kernel, new RepeatedIdCheck(dimension));

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
            foreach (var (n, k) in new[] { (1, 1), (1, 6), (3, 4), (5, 7), (9, 22) })
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
            foreach (var (n, k) in new[] { (1, 1), (1, 6), (3, 4), (5, 7), (9, 22) })
            {
                using var window = new SampleWindow(n, k, Dimension);
                var steps = window.Steps();
                var (errors, outputs) = window.ExpectedExchange(steps);
                var actual = new float[n * window.Hidden.Stride];
                TKernel.Exchange(window.Hidden, window.HiddenIds, window.Output, window.OutputIds, steps, actual);
                SampleWindow.AssertClose(errors, actual, 1e-5 * (n + k));
                for (var j = 0; j < k; j++)
                {
                    SampleWindow.AssertClose(outputs[j], window.Output[window.OutputIds[j]], 1e-5 * (n + k));
                }
            }

            return true;
        }
    }

    private readonly record struct RepeatedIdCheck(int Dimension) : IKernelAction<bool>
    {
        public bool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            using var window = new SampleWindow(2, 2, Dimension);
            var before = window.Output[0].ToArray();
            var h = window.Hidden[0].ToArray();
            TKernel.Exchange(window.Hidden, [0], window.Output, [0, 0], [0.25f, 0.5f], new float[window.Hidden.Stride]);
            for (var i = 0; i < before.Length; i++)
            {
                Assert.Equal(before[i] + (0.75f * h[i]), window.Output[0][i], 1e-5);
            }

            TKernel.AddRows(window.Hidden, [1, 1], Enumerable.Repeat(1f, 2 * window.Hidden.Stride).ToArray());
            TKernel.AddRows(window.Hidden, [1], Enumerable.Repeat(-2f, window.Hidden.Stride).ToArray());
            using var untouched = new SampleWindow(2, 2, Dimension);
            SampleWindow.AssertClose(untouched.Hidden[1].ToArray().Select(x => (double)x).ToArray(), window.Hidden[1], 1e-5);
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
