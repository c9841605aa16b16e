using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>One regular file that a scan came upon.</summary>
/// <param name="Root">Index of the watched folder it is in.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Status">Its status at that moment.</param>
/// <param name="IsLink">Whether the path is a symbolic link to it.</param>
internal readonly record struct ScannedFile(int Root, string Path, FileStatus Status, bool IsLink);
