namespace StreamW2V.Engine.Training;

/// <summary>What a generation holds so that tables and tree go on as they were, not as they would be built from today's counts.</summary>
/// <param name="TableCounts">The counts from which the sampling tables were made, by id.</param>
/// <param name="TreeTokens">Known tokens at the last rebuild of the tree.</param>
/// <param name="TreeChildren">The two children of each inner node; empty where the objective has no tree.</param>
/// <param name="TreeSplittable">Leaves in the order in which they will be split.</param>
internal sealed record GrowthState(
    double[] TableCounts, double TreeTokens, IReadOnlyList<int> TreeChildren, IReadOnlyCollection<int> TreeSplittable);
