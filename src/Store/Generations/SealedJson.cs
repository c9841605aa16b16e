using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// A JSON object whose last member, on a line of its own, is the CRC-32C of every byte before that line: readable by any program, and
/// no changed or missing byte goes unnoticed.
/// </summary>
internal static class SealedJson
{
    /// <summary>Largest file that is read; a manifest of a hundred options has about 8 KiB.</summary>
    public const int MaxBytes = 16 << 20;

    private const int SealBytes = 27;

    /// <summary>Writes the members and seals them.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        // The object ends with "\n}"; the seal goes between, so at least one member is needed before its comma.
        byte[] body = stream.ToArray()[..^2];
        return [.. body, .. Seal(body)];
    }

    /// <summary>Checks the seal and parses; the caller disposes the document.</summary>
    /// <exception cref="StoreDamagedException">The seal does not fit, or what is sealed is not JSON.</exception>
    public static JsonDocument Read(byte[] bytes, string path, string remedy)
    {
        int body = bytes.Length - SealBytes;
        if (body < 0 || !bytes.AsSpan(body).SequenceEqual(Seal(bytes.AsSpan(0, body))))
        {
            throw new StoreDamagedException($"'{path}' does not match its checksum ({bytes.Length} bytes); {remedy}");
        }

        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException error)
        {
            // Its own message quotes the file, line ends and control characters included.
            throw new StoreDamagedException($"'{path}' is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}); {remedy}", error);
        }
    }

    private static byte[] Seal(ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\n  \"crc32c\": \"{Crc32C.Compute(body):x8}\"\n}}\n"));
}
