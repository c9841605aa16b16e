using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>The part of the model that predicts a word from hidden vectors, with a gradient step on its own rows.</summary>
internal interface IOutputLayer
{
    /// <summary>
    /// Learns to predict <paramref name="word"/> from each of N hidden vectors: updates the layer's rows and leaves in <paramref name="errors"/>, N rows of
    /// the stride, what each hidden vector must move by: e = -rate · ∂E/∂h.
    /// </summary>
    void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, int word, float rate, SamplingTables tables, ref RandomSource random, Span<float> errors);
}
