using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The first vector of a word from the words around it: the mean of their input embeddings, each weighted by its probability of surviving subsampling, at the median of
/// their norms. It is added to the draw that a word would start from otherwise: without the draw, newcomers are too much alike, because so are their contexts.
/// </summary>
internal sealed class ContextVector
{
    private readonly RowTable _input;
    private readonly int _dimension;

    /// <summary>Vectors of <paramref name="dimension"/> floats from the rows of <paramref name="input"/>.</summary>
    public ContextVector(RowTable input, int dimension)
    {
        _input = input;
        _dimension = dimension;
    }

    /// <summary>The vector of a word without the draw; null where nothing stood around it that has a direction.</summary>
    /// <param name="context">The ids around it; one that is there twice counts twice.</param>
    /// <param name="tables">The probabilities of surviving.</param>
    public float[]? Of(ReadOnlySpan<int> context, SamplingTables tables)
    {
        var sum = new float[_dimension];
        var norms = new double[context.Length];
        for (var c = 0; c < context.Length; c++)
        {
            var row = _input[context[c]][.._dimension];
            var weight = tables.Keep(context[c]);
            for (var i = 0; i < row.Length; i++)
            {
                sum[i] += weight * row[i];
            }

            norms[c] = Norm(row);
        }

        var norm = Norm(sum);
        if (!(norm > 0))
        {
            return null;
        }

        Array.Sort(norms);
        var scale = (float)(norms[norms.Length / 2] / norm);
        foreach (ref var number in sum.AsSpan())
        {
            number *= scale;
        }

        return sum;
    }

    /// <summary>Adds a vector to the draw in a row.</summary>
    public void Add(ReadOnlySpan<float> vector, int id)
    {
        var row = _input[id];
        for (var i = 0; i < vector.Length; i++)
        {
            row[i] += vector[i];
        }
    }

    private static double Norm(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var number in row)
        {
            sum += (double)number * number;
        }

        return Math.Sqrt(sum);
    }
}
