using StreamW2V.Store.Files;

namespace StreamW2V.Store.Tests;

/// <summary>A folder of its own for one test, removed afterward.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("streamw2v-store-").FullName;

    public string Path { get; }

    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
