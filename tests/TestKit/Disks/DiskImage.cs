using StreamW2V.Numerics;

namespace StreamW2V.TestKit.Disks;

/// <summary>All that is on a disk while nothing is open: what a crash has left, or what a run starts from.</summary>
public sealed class DiskImage
{
    private readonly SortedDictionary<string, byte[]?> _entries = new(StringComparer.Ordinal);

    /// <summary>A disk with nothing but these folders, and those above them.</summary>
    public static DiskImage Empty(params string[] folders)
    {
        var image = new DiskImage();
        foreach (var folder in folders)
        {
            image.AddFolder(folder);
        }

        return image;
    }

    /// <summary>Full paths with their content, in ordinal order; null for a folder.</summary>
    public IReadOnlyDictionary<string, byte[]?> Entries => _entries;

    /// <summary>Adds a folder and those above it.</summary>
    public void AddFolder(string path)
    {
        for (var folder = path; folder is not (null or "/"); folder = Path.GetDirectoryName(folder))
        {
            _entries[folder] = null;
        }
    }

    /// <summary>Adds or replaces a file; its folder must be there.</summary>
    public void Put(string path, byte[] content) => _entries[path] = content;

    /// <summary>64 bits that differ for images that differ.</summary>
    public ulong Fingerprint()
    {
        var hash = 1UL;
        foreach (var (path, content) in _entries)
        {
            foreach (var letter in path)
            {
                hash = (hash * 0x100000001B3) ^ letter;
            }

            hash = Mix(hash, content);
        }

        return hash;
    }

    /// <summary>Makes the same files and folders on the file system of this machine, below a folder that is there.</summary>
    public void WriteTo(string folder)
    {
        foreach (var (path, content) in _entries)
        {
            if (!path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                continue;
            }

            if (content is null)
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                File.WriteAllBytes(path, content);
            }
        }
    }

    private static ulong Mix(ulong hash, byte[]? content)
    {
        hash = RandomSource.Mix(hash ^ (content is null ? ulong.MaxValue : (ulong)content.Length));
        var at = 0;
        for (; content is not null && at + 8 <= content.Length; at += 8)
        {
            hash = (ulong.RotateLeft(hash, 23) ^ BitConverter.ToUInt64(content, at)) * 0x9E3779B97F4A7C15;
        }

        for (; content is not null && at < content.Length; at++)
        {
            hash = (hash * 0x100000001B3) ^ content[at];
        }

        return hash;
    }
}
