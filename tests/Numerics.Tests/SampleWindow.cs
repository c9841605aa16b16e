using StreamW2V.Numerics;

namespace StreamW2V.Numerics.Tests;

/// <summary>Rows with fixed pseudo-random content in [-1, 1), padded with zeros, and the results the kernels must reach, in double.</summary>
internal sealed class SampleWindow : IDisposable
{
    private readonly float[] _hidden;
    private readonly float[] _output;

    public SampleWindow(int hidden, int output, int dimension)
    {
        var stride = RowTable.StrideOf(dimension);
        Hidden = RowTable.Allocate(hidden + 1, stride, out _hidden);
        Output = RowTable.Allocate(output + 1, stride, out _output);
        HiddenIds = Enumerable.Range(0, hidden).Select(n => hidden - n).ToArray();
        OutputIds = Enumerable.Range(0, output).ToArray();
        var random = new RandomSource(7, 1, (ulong)dimension);
        Fill(Hidden, hidden + 1, dimension, ref random);
        Fill(Output, output + 1, dimension, ref random);
    }

    /// <summary>Hidden and output rows of windows that have whole tiles, parts of tiles and both.</summary>
    public static (int Hidden, int Output)[] Shapes { get; } =
        [(1, 1), (2, 1), (1, 6), (3, 4), (2, 6), (4, 3), (5, 7), (10, 6), (7, 8), (6, 5), (1, 11), (9, 22), (2, 12)];

    public RowTable Hidden { get; }

    public RowTable Output { get; }

    public int[] HiddenIds { get; }

    public int[] OutputIds { get; }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    public static float[] Copy(ReadOnlySpan<float> row) => row.ToArray();

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    public float[] Steps()
    {
        var random = new RandomSource(9, 2, 0);
        return Enumerable.Range(0, HiddenIds.Length * OutputIds.Length).Select(_ => random.NextSingle() - 0.5f).ToArray();
    }

    /// <summary>A different rate for each of some rows.</summary>
    public static float[] Rates(int rows) => [.. Enumerable.Range(1, rows).Select(row => 0.25f + (1f / row))];

    /// <summary>The errors times their rates as one run of rows, and each output row after its update.</summary>
    public (double[] Errors, double[][] Outputs) ExpectedExchange(float[] steps, float[] targetRates, float[] outputRates)
    {
        var stride = Hidden.Stride;
        var errors = new double[HiddenIds.Length * stride];
        var outputs = OutputIds.Select(id => Copy(Output[id]).Select(x => (double)x).ToArray()).ToArray();
        for (var n = 0; n < HiddenIds.Length; n++)
        {
            for (var k = 0; k < OutputIds.Length; k++)
            {
                var step = steps[(n * OutputIds.Length) + k];
                for (var i = 0; i < stride; i++)
                {
                    errors[(n * stride) + i] += (double)targetRates[n] * step * Output[OutputIds[k]][i];
                    outputs[k][i] += (double)outputRates[k] * step * Hidden[HiddenIds[n]][i];
                }
            }
        }

        return (errors, outputs);
    }

    public void Dispose()
    {
        GC.KeepAlive(_hidden);
        GC.KeepAlive(_output);
    }

    private static void Fill(RowTable table, int rows, int dimension, ref RandomSource random)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < dimension; i++)
            {
                table[r][i] = (2 * random.NextSingle()) - 1;
            }
        }
    }
}
