using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The words of a learner with their input embeddings, where they lie: nothing is copied. To be read by the learner's thread between <see cref="Learner.Finish"/> and
/// its next line; afterwards trainers write the rows again.
/// </summary>
public sealed class LearnedWords
{
    private readonly GrowingVocabulary _vocabulary;
    private readonly EmbeddingModel _model;

    internal LearnedWords(GrowingVocabulary vocabulary, EmbeddingModel model, int dimension)
    {
        _vocabulary = vocabulary;
        _model = model;
        Dimension = dimension;
    }

    /// <summary>Rows, free ones included; ids run from 0 to one less.</summary>
    public int Count => _vocabulary.Count;

    /// <summary>Floats of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Floats from one row to the next; those behind the dimension are zero.</summary>
    public int Stride => _model.Rows.Input.Stride;

    /// <summary>The word as bytes; empty for a free row.</summary>
    public ReadOnlySpan<byte> Token(int id) => _vocabulary.Token(id);

    /// <summary>How often it was seen.</summary>
    public double CountOf(int id) => _vocabulary.Counts[id];

    /// <summary>Rows <paramref name="first"/> to first + <paramref name="count"/> - 1, one behind the other.</summary>
    public ReadOnlySpan<float> Rows(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        return _model.InputRows(first, count);
    }
}
