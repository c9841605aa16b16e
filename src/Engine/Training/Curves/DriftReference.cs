namespace StreamW2V.Engine.Training.Curves;

/// <summary>The vectors of the most frequent words as they were when the last window was closed, for the next one to compare with.</summary>
/// <param name="Ids">The words.</param>
/// <param name="RowGenerations">How many words had each row before: where that has changed, the row is another word's.</param>
/// <param name="Vectors">Their input embeddings, one behind the other, without padding.</param>
internal sealed record DriftReference(int[] Ids, uint[] RowGenerations, float[] Vectors)
{
    /// <summary>Words compared at most.</summary>
    public const int MaxWords = 1000;

    /// <summary>Nothing to compare with.</summary>
    public static DriftReference None { get; } = new([], [], []);

    /// <summary>The same without some words.</summary>
    public DriftReference Without(HashSet<int> ids)
    {
        var dimension = Ids.Length == 0 ? 0 : Vectors.Length / Ids.Length;
        var kept = Enumerable.Range(0, Ids.Length).Where(i => !ids.Contains(Ids[i])).ToArray();
        return new(
            [.. kept.Select(i => Ids[i])], [.. kept.Select(i => RowGenerations[i])], [.. kept.SelectMany(i => Vectors.AsSpan(i * dimension, dimension).ToArray())]);
    }
}
