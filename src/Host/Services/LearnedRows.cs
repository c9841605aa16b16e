using StreamW2V.Engine.Training;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Host.Services;

/// <summary>The rows of a learner as queries read them, where they lie; only while the learner's thread waits.</summary>
internal sealed class LearnedRows(LearnedWords words) : VectorRows
{
    /// <inheritdoc/>
    public override int Count => words.Count;

    /// <inheritdoc/>
    public override int Dimension => words.Dimension;

    /// <inheritdoc/>
    public override int Stride => words.Stride;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Run(int first, int maximum) =>
        words.Rows(first, Math.Min(Math.Min(maximum, Count - first), int.MaxValue / Stride));
}
