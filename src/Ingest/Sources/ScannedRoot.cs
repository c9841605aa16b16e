using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>How the scan of one watched folder went.</summary>
/// <param name="Folder">Which folder it was, null if it is missing.</param>
/// <param name="IsComplete">Whether every sub-folder could be listed, so that a file not seen is not there.</param>
/// <param name="Problem">Why not, or null.</param>
internal readonly record struct ScannedRoot(FileKey? Folder, bool IsComplete, string? Problem);
