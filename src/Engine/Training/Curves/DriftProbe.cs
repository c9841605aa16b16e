using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training.Curves;

/// <summary>
/// Measures how far the vectors of the <see cref="DriftReference.MaxWords"/> most frequent words turn from window to window: the mean of 1 - cosine. Reads rows, so the
/// trainers must have drained.
/// </summary>
internal sealed class DriftProbe
{
    private readonly GrowingVocabulary _vocabulary;
    private readonly RowTable _input;
    private readonly int _dimension;

    /// <summary>A probe that compares with <paramref name="reference"/> first.</summary>
    public DriftProbe(GrowingVocabulary vocabulary, RowTable input, int dimension, DriftReference reference)
    {
        _vocabulary = vocabulary;
        _input = input;
        _dimension = dimension;
        Reference = reference;
    }

    /// <summary>What the next measurement compares with, and writes over: nobody may keep it.</summary>
    public DriftReference Reference { get; private set; }

    /// <summary>The drift since the last call, over the words that still have the row they had; NaN if there are none.</summary>
    public double Measure()
    {
        var (sum, words) = (0.0, 0);
        for (var i = 0; i < Reference.Ids.Length; i++)
        {
            var id = Reference.Ids[i];
            if (id < _vocabulary.Count && _vocabulary.RowGeneration(id) == Reference.RowGenerations[i]
                && Cosine(Reference.Vectors.AsSpan(i * _dimension, _dimension), _input[id]) is var cosine && !double.IsNaN(cosine))
            {
                sum += 1 - cosine;
                words++;
            }
        }

        Reference = Take();
        return words > 0 ? sum / words : double.NaN;
    }

    private static double Cosine(ReadOnlySpan<float> then, ReadOnlySpan<float> now)
    {
        double dot = 0, thenSquared = 0, nowSquared = 0;
        for (var d = 0; d < then.Length; d++)
        {
            dot += (double)then[d] * now[d];
            thenSquared += (double)then[d] * then[d];
            nowSquared += (double)now[d] * now[d];
        }

        return dot / Math.Sqrt(thenSquared * nowSquared);
    }

    /// <summary>The vectors as they are now, in the memory of those that were compared with: a megabyte at each window would be garbage that is not collected for minutes, in the place of rows under a memory limit.</summary>
    private DriftReference Take()
    {
        var ids = MostFrequent();
        var length = ids.Length * _dimension;
        var vectors = Reference.Vectors.Length == length ? Reference.Vectors : new float[length];
        for (var i = 0; i < ids.Length; i++)
        {
            _input[ids[i]][.._dimension].CopyTo(vectors.AsSpan(i * _dimension));
        }

        return new(ids, [.. ids.Select(_vocabulary.RowGeneration)], vectors);
    }

    /// <summary>The most frequent words in ascending order of ids; of equal counts those with the lower id.</summary>
    private int[] MostFrequent()
    {
        var counts = _vocabulary.Counts;
        var kept = new PriorityQueue<int, (double Count, int Order)>(DriftReference.MaxWords + 1);
        for (var id = 0; id < counts.Length; id++)
        {
            if (kept.Count < DriftReference.MaxWords)
            {
                kept.Enqueue(id, (counts[id], -id));
            }
            else if (counts[id] > counts[kept.Peek()])
            {
                kept.EnqueueDequeue(id, (counts[id], -id));
            }
        }

        return [.. kept.UnorderedItems.Select(item => item.Element).Order()];
    }
}
