namespace StreamW2V.Engine.Training;

/// <summary>What a pause for a snapshot went into.</summary>
/// <param name="Files">Making the files and taking memory; other trainers go on meanwhile.</param>
/// <param name="Drain">Waiting for batches that other trainers have under way, and the curves.</param>
/// <param name="Words">Copying words and counts.</param>
/// <param name="Rest">Copying tree and phrases, and putting the rows under guard.</param>
public readonly record struct SnapshotPause(TimeSpan Files, TimeSpan Drain, TimeSpan Words, TimeSpan Rest);
