namespace StreamW2V.Engine.Training;

/// <summary>What a generation holds so that tables and tree go on as they were, not as they would be built from today's counts.</summary>
/// <param name="Tables">The sampling tables.</param>
/// <param name="Tree">The tree.</param>
internal sealed record GrowthState(TableState Tables, TreeState Tree);
