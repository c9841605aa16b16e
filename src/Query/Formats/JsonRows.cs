using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamW2V.Query.Formats;

/// <summary>jsonl: one object per line, {"word": string, "count": integer, "vector": [numbers]}.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all rows.</summary>
    public static void Write(ExportRows rows, OutputFile file)
    {
        var line = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(line, Options);
        for (var row = 0; row < rows.Count; row++)
        {
            json.WriteStartObject();
            json.WriteString("word"u8, rows.Token(row));
            json.WriteNumber("count"u8, rows.CountOf(row));
            json.WriteStartArray("vector"u8);
            foreach (var value in rows.Vector(row))
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            file.Write(line.WrittenSpan);
            file.Write("\n"u8);
            line.ResetWrittenCount();
            json.Reset();
        }
    }
}
