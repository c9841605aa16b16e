using System.Runtime.InteropServices;

namespace StreamW2V.Store.Files;

/// <summary>The file system of this machine, through libc.</summary>
public sealed class PosixStorage : IStorage
{
    private const uint PrivateFile = 0x180;       // 0600
    private const uint PrivateDirectory = 0x1C0;  // 0700

    private PosixStorage()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static PosixStorage Instance { get; } = new();

    /// <inheritdoc/>
    public IStorageFile Create(string path) =>
        new PosixFile(path, LibC.Open("create", path, LibC.ReadWrite | LibC.CreateNew, PrivateFile));

    /// <inheritdoc/>
    public IStorageFile Open(string path, bool writable) =>
        new PosixFile(path, LibC.Open("open", path, writable ? LibC.ReadWrite : LibC.ReadOnly));

    /// <inheritdoc/>
    public void Rename(string source, string destination)
    {
        if (LibC.Rename(source, destination) != 0)
        {
            throw new StorageException("rename", source, Marshal.GetLastPInvokeError(), destination);
        }
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        if (LibC.Unlink(path) != 0)
        {
            throw LibC.Failure("delete", path);
        }
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        if (LibC.RmDir(path) != 0)
        {
            throw LibC.Failure("delete folder", path);
        }
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        if (LibC.MkDir(path, PrivateDirectory) == 0)
        {
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == Errno.NotFound && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } parent)
        {
            CreateDirectory(parent);
            if (LibC.MkDir(path, PrivateDirectory) == 0)
            {
                return;
            }

            error = Marshal.GetLastPInvokeError();
        }

        if (error != Errno.Exists || !DirectoryExists(path))
        {
            throw new StorageException("create folder", path, error);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => Exists(path) && !DirectoryExists(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Exists(Path.TrimEndingDirectorySeparator(path) + "/");

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string directory) => List(directory, Directory.GetFiles);

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string directory) => List(directory, Directory.GetDirectories);

    /// <inheritdoc/>
    public void SyncDirectory(string path)
    {
        using var handle = LibC.Open("open folder", path, LibC.ReadOnly);
        if (LibC.FSync(handle) != 0)
        {
            throw LibC.Failure("sync folder", path);
        }
    }

    private static bool Exists(string path)
    {
        if (LibC.Access(path, 0) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is Errno.NotFound or Errno.NotADirectory ? false : throw new StorageException("examine", path, error);
    }

    private static string[] List(string directory, Func<string, string[]> list)
    {
        try
        {
            string[] paths = list(directory);
            Array.Sort(paths, StringComparer.Ordinal);
            return paths;
        }
        catch (DirectoryNotFoundException)
        {
            throw new StorageException("list", directory, Errno.NotFound);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StorageException("list", directory, Errno.AccessDenied);
        }
        catch (IOException error) when (error is not StorageException)
        {
            throw new StorageException("list", directory, error.HResult is > 0 and < 4096 ? error.HResult : Errno.IOError);
        }
    }
}
