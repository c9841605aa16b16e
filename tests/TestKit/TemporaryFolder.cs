namespace StreamW2V.TestKit;

/// <summary>A folder that is gone when the test is over.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public TemporaryFolder(string name = "streamw2v-") => Path = Directory.CreateTempSubdirectory(name).FullName;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Full path of an entry.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder in it.</summary>
    public string Folder(string name) => Directory.CreateDirectory(At(name)).FullName;

    /// <summary>Writes a file in it and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>Writes a text file (UTF-8) in it and returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
