using System.Text.Json;
using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Services;

/// <summary>Where <c>train</c> stands in its files; <c>corpus.json</c> of a generation.</summary>
/// <param name="Pass">Passes that are finished.</param>
/// <param name="Position">Where the next line starts in the pass under way.</param>
/// <param name="Fingerprint">The files, so that changed ones are noticed.</param>
internal sealed record CorpusBookmark(int Pass, CorpusPosition Position, CorpusFingerprint Fingerprint)
{
    /// <summary>The file's name in a generation.</summary>
    public const string FileName = "corpus.json";

    private const int Version = 1;

    /// <summary>The file's content.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("pass", Pass);
            json.WriteNumber("file", Position.File);
            json.WriteNumber("offset", Position.Offset);
            json.WriteString("fingerprint", Fingerprint.ToString());
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="StoreDamagedException">The content is something else.</exception>
    public static CorpusBookmark Read(byte[] content, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            var version = root.GetProperty("version").GetInt32();
            if (version != Version)
            {
                throw new FormatException($"its version is {version} and this program knows {Version}");
            }

            var position = new CorpusPosition(root.GetProperty("file").GetInt32(), root.GetProperty("offset").GetInt64());
            return new(root.GetProperty("pass").GetInt32(), position, CorpusFingerprint.Parse(root.GetProperty("fingerprint").GetString() ?? ""));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new StoreDamagedException($"{path} cannot be used: {error.Message}. Check the store with: streamw2v fsck", error);
        }
    }
}
