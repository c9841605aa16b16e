using System.Globalization;
using System.Text.Json;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Notes which files were refused and why, one small JSON file each in the store's quarantine folder. The refused file stays where it is:
/// it belongs to the user.
/// </summary>
public sealed class QuarantineNotes
{
    private readonly IStorage _storage;
    private readonly string _folder;

    /// <summary>Notes in a folder, which is created with the first one.</summary>
    public QuarantineNotes(IStorage storage, string folder)
    {
        _storage = storage;
        _folder = folder;
    }

    /// <summary>How many notes there are in a folder, which may be missing.</summary>
    public static int Count(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "source-*.json").Length : 0;

    /// <summary>Writes a note: `{"file","reason","bytes","modified"}`. The same file refused for the same reason is noted once.</summary>
    /// <exception cref="StorageException">The note could not be written.</exception>
    public void Add(string file, string reason, FileStatus status)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("reason", reason);
            json.WriteNumber("bytes", status.Size);
            json.WriteString("modified", DateTimeOffset.FromUnixTimeMilliseconds(status.ModifiedTime / 1_000_000));
            json.WriteEndObject();
        }

        _storage.CreateDirectory(_folder);
        ulong hash = ContentHash.Compute(System.Text.Encoding.UTF8.GetBytes(file + "\n" + reason));
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"source-{hash:x16}.json"));
        if (!_storage.FileExists(path))
        {
            using var note = _storage.Create(path);
            note.Write(content.ToArray(), 0);
        }
    }
}
