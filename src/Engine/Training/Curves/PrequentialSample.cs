using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training.Curves;

/// <summary>
/// The sentences whose loss is measured before they are trained: a fixed random sample of the sentence numbers, the same in every run with that seed. Drawn, not
/// counted off, so that no rhythm of the text falls into step with it.
/// </summary>
internal readonly struct PrequentialSample
{
    /// <summary>The share that is measured. Scoring a sentence costs about a third of training it.</summary>
    public const double Share = 0.01;

    private readonly ulong _seed;
    private readonly double _share;

    /// <summary>A sample of <paramref name="share"/> of the sentences, 0 to 1.</summary>
    public PrequentialSample(ulong seed, double share)
    {
        _seed = seed;
        _share = share;
    }

    /// <summary>Whether a sentence is among them.</summary>
    public bool Has(long sentence) => new RandomSource(_seed, RandomUse.Prequential, (ulong)sentence).NextDouble() < _share;
}
