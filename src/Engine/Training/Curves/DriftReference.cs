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
}
