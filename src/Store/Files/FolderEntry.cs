namespace StreamW2V.Store.Files;

/// <summary>One name in a folder.</summary>
/// <param name="Name">The name, see <see cref="PathText"/>.</param>
/// <param name="Kind">What it is; null where the file system does not say without being asked for its status.</param>
public readonly record struct FolderEntry(string Name, FileKind? Kind);
