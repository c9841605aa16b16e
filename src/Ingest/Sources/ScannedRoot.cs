namespace StreamW2V.Ingest.Sources;

/// <summary>How the scan of one watched folder went.</summary>
/// <param name="Folder">Which folder it was, null if it is missing.</param>
/// <param name="Problem">What could not be looked at, or null.</param>
internal readonly record struct ScannedRoot(FileKey? Folder, string? Problem);
