namespace StreamW2V.Store.Tests.Crashes;

/// <summary>
/// A real folder by the name that a store has on a <see cref="TestKit.Disks.SimulatedDisk"/>, for its lock alone, which is one of the kernel. In memory where
/// that can be, because it is taken a hundred thousand times.
/// </summary>
internal sealed class LockFolder : IDisposable
{
    public LockFolder() => Path = Directory.CreateDirectory(System.IO.Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), "streamw2v-" + System.IO.Path.GetRandomFileName())).FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
