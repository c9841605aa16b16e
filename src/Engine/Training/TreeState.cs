namespace StreamW2V.Engine.Training;

/// <summary>A Huffman tree as a generation holds it, so that it goes on as it was and not as it would be built from today's counts.</summary>
/// <param name="Tokens">Known tokens when the tree was last compared with the optimal one, in units of the counts of today.</param>
/// <param name="Moved">Known tokens that changed leaves since then, because their word was evicted or took the leaf.</param>
/// <param name="Children">The two children of each inner node; empty where the objective has no tree.</param>
/// <param name="Splittable">Leaves in the order in which they will be split.</param>
/// <param name="RenewalTokens">Tokens given at which the tree that is being built takes over; 0 if none is.</param>
/// <param name="RenewalWeights">The weights from which it is being built, of the first words; empty if none is.</param>
internal sealed record TreeState(
    double Tokens, double Moved, IReadOnlyList<int> Children, IReadOnlyCollection<int> Splittable, long RenewalTokens, double[] RenewalWeights)
{
    /// <summary>No tree.</summary>
    public static TreeState None { get; } = new(0, 0, [], [], 0, []);
}
