using System.Security.Cryptography;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>What lies in a store, read beside the process that writes it.</summary>
internal static class StoreState
{
    /// <summary>Manifest of the newest generation by its name alone; null before the first.</summary>
    public static Manifest? Newest(string store)
    {
        while (true)
        {
            var newest = Generations(store).LastOrDefault();
            if (newest is null)
            {
                return null;
            }

            try
            {
                var path = Path.Combine(newest, Manifest.FileName);
                return Manifest.Read(File.ReadAllBytes(path), path);
            }
            catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException && !Directory.Exists(newest))
            {
                // Removed between listing and reading: there is a newer one.
            }
        }
    }

    /// <summary>Tokens in the newest generation; 0 before the first.</summary>
    public static long Tokens(string store) => Newest(store)?.Tokens ?? 0;

    /// <summary>Folders of the committed generations, oldest first.</summary>
    public static IReadOnlyList<string> Generations(string store)
    {
        var folder = Path.Combine(store, "generations");
        string[] folders = Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
        return [.. folders.Where(path => !Path.GetFileName(path).Contains('.')).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a generation is being written, or one was left unfinished.</summary>
    public static bool IsCommitting(string store)
    {
        var folder = Path.Combine(store, "generations");
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "*.tmp").Any();
    }

    /// <summary>Bytes of the journal's segments.</summary>
    public static long JournalBytes(string store)
    {
        var folder = new DirectoryInfo(Path.Combine(store, "journal"));
        var bytes = 0L;
        foreach (var file in folder.Exists ? folder.GetFiles() : [])
        {
            file.Refresh();
            bytes += file.Exists ? file.Length : 0;
        }

        return bytes;
    }

    /// <summary>Bytes of text in the journal of a running store, learned or not, as far as the journal reaches back.</summary>
    public static long AcceptedBytes(string store)
    {
        using var reader = JournalReader.Open(PosixStorage.Instance, Path.Combine(store, "journal"), 0);
        var bytes = 0L;
        while (reader.TryRead(out var record))
        {
            bytes += record.Kind == RecordKind.Text ? record.Payload.Length : 0;
        }

        return bytes;
    }

    /// <summary>Path of a file of the newest generation.</summary>
    public static string FileOfNewest(string store, string name) => Path.Combine(Generations(store)[^1], name);

    /// <summary>Every file of a store with its hash, but for the lock, which names the process that took it last.</summary>
    public static IReadOnlyList<string> Contents(string store) =>
    [
        .. Directory.GetFiles(store, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "LOCK")
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(store, path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];

    /// <summary>Changes one byte of a file, as a bad disk does.</summary>
    public static void Damage(string path, double where = 0.5)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[(int)(bytes.Length * where)] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Fails the test unless two stores hold the same model: rows, words, counts and the learner's state, bit for bit.</summary>
    public static void AssertSameModel(string expected, string actual, string context)
    {
        var names = Newest(expected)!.Files.Select(file => file.Name).Where(name => name is not "sources.bin").ToArray();
        Assert.Equal(names, Newest(actual)!.Files.Select(file => file.Name).Where(name => name is not "sources.bin"));
        Assert.Contains("input.npy", names);
        foreach (var name in names)
        {
            AssertSameFile(expected, actual, name, context);
        }
    }

    /// <summary>Fails the test unless a file of the newest generations of two stores has the same bytes.</summary>
    public static void AssertSameFile(string expected, string actual, string name, string context)
    {
        var (left, right) = (File.ReadAllBytes(FileOfNewest(expected, name)), File.ReadAllBytes(FileOfNewest(actual, name)));
        Assert.True(left.Length == right.Length, $"{name} has {right.Length} bytes instead of {left.Length}; {context}");
        var same = left.AsSpan().CommonPrefixLength(right);
        Assert.True(same == left.Length, $"{name} differs from byte {same} of {left.Length}; {context}");
    }
}
