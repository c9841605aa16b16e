namespace StreamW2V.Engine.Training;

/// <summary>What a generation holds so that tables and tree go on as they were, not as they would be built from today's counts.</summary>
/// <param name="Tables">The sampling tables.</param>
/// <param name="TreeTokens">Known tokens when the tree was last compared with the optimal one, in units of the counts of today.</param>
/// <param name="TreeMoved">Known tokens that changed leaves since then, because their word was evicted or took the leaf.</param>
/// <param name="TreeChildren">The two children of each inner node; empty where the objective has no tree.</param>
/// <param name="TreeSplittable">Leaves in the order in which they will be split.</param>
internal sealed record GrowthState(
    TableState Tables, double TreeTokens, double TreeMoved, IReadOnlyList<int> TreeChildren, IReadOnlyCollection<int> TreeSplittable);
