using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>Negative sampling and hierarchical softmax together: the loss is the sum of both, and so is the error.</summary>
internal sealed class SummedLayers : IOutputLayer
{
    private readonly IOutputLayer _first;
    private readonly IOutputLayer _second;
    private readonly float[] _errors;

    /// <summary>Two layers over the same hidden vectors.</summary>
    public SummedLayers(IOutputLayer first, IOutputLayer second, int maxHidden, int stride)
    {
        _first = first;
        _second = second;
        _errors = new float[maxHidden * stride];
    }

    /// <inheritdoc/>
    public void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, int word, float rate, SamplingTables tables, ref RandomSource random, Span<float> errors)
    {
        _first.Learn(hidden, hiddenIds, word, rate, tables, ref random, errors);
        _second.Learn(hidden, hiddenIds, word, rate, tables, ref random, _errors);
        for (var i = 0; i < hiddenIds.Length * hidden.Stride; i++)
        {
            errors[i] += _errors[i];
        }
    }
}
