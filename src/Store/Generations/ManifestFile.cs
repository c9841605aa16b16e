namespace StreamW2V.Store.Generations;

/// <summary>One file of a generation, as its manifest vouches for it.</summary>
/// <param name="Name">Name within the generation's folder.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Crc32C">CRC-32C of all of its bytes.</param>
public sealed record ManifestFile(string Name, long Bytes, uint Crc32C)
{
    /// <summary>Whether the file is a matrix (by its name) and so has the layout of <see cref="Mapping.NpyFile"/>.</summary>
    public bool IsMatrix => Name.EndsWith(".npy", StringComparison.Ordinal);

    /// <summary>Whether a name may stand in a manifest: it must stay within the folder on any file system, whoever wrote it.</summary>
    internal static bool IsValidName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && name != Manifest.FileName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
