namespace StreamW2V.Ingest.Sources;

/// <summary>Where lines come from.</summary>
public sealed record IntakeInputs
{
    /// <summary>Folders that are watched with their sub-folders. They need not exist yet.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>A pipe to read to its end, or null. It is not closed.</summary>
    public Stream? StandardInput { get; init; }
}
