using System.Text.Json;

namespace StreamW2V.Host.Options;

/// <summary>Reads the configuration file: JSON of sections and keys, with comments and trailing commas allowed.</summary>
internal static class ConfigurationFile
{
    /// <summary>
    /// The options in the file at <paramref name="path"/>. Whatever is wrong with it is added to <paramref name="errors"/> with its
    /// line.
    /// </summary>
    public static IReadOnlyList<RawOption> Read(string path, List<string> errors)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"configuration file {path} cannot be read: {exception.Message}");
            return [];
        }

        return Parse(bytes, path, errors);
    }

    /// <summary>The options in <paramref name="utf8"/>; <paramref name="path"/> is for messages.</summary>
    public static IReadOnlyList<RawOption> Parse(ReadOnlySpan<byte> utf8, string path, List<string> errors)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var found = new List<RawOption>();
        var tolerant = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(utf8, tolerant);
        try
        {
            Expect(ref reader, JsonTokenType.StartObject, "the file must hold one object of sections");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var section = reader.GetString()!;
                var where = $"{path} line {Line(utf8, reader.TokenStartIndex)}";
                if (!OptionCatalog.Sections.Contains(section))
                {
                    errors.Add($"{where}: unknown section \"{section}\"{Known(section, OptionCatalog.Sections)}");
                    reader.Skip();
                    continue;
                }

                Expect(ref reader, JsonTokenType.StartObject, $"section \"{section}\" must be an object");
                ReadSection(ref reader, utf8, section, path, found, errors);
            }
        }
        catch (JsonException exception)
        {
            var line = exception.LineNumber is { } number ? $" line {number + 1}" : $" line {Line(utf8, reader.TokenStartIndex)}";
            errors.Add($"configuration file {path}{line}: {exception.Message.Split(" LineNumber:")[0].TrimEnd('.')}");
        }

        return found;
    }

    private static void ReadSection(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string section, string path, List<RawOption> found, List<string> errors)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var line = Line(utf8, reader.TokenStartIndex);
            var declared = OptionCatalog.Configurable.Where(option => option.Section == section).ToList();
            var declaration = declared.Find(option => option.Key == key);
            if (declaration is null)
            {
                errors.Add($"{path} line {line}: unknown key \"{section}.{key}\"{Known(key, declared.Select(option => option.Key))}");
                reader.Skip();
                continue;
            }

            var where = $"{declaration.ConfigurationName} in {path} line {line}";
            if (found.Exists(option => option.Declaration == declaration))
            {
                errors.Add($"{where} is given twice; keep one");
            }

            reader.Read();
            if (Values(ref reader, declaration.Kind == OptionKind.Paths) is not { } texts)
            {
                var expected = declaration.Kind == OptionKind.Paths ? "an array of strings" : "a string, a number, true, false or null";
                errors.Add($"{where} must be {expected}");
            }
            else if (texts.Count > 0)
            {
                found.Add(new RawOption(declaration, texts, OptionOrigin.File, where));
            }
        }
    }

    // Null (the value "as if absent") and an empty array give no text; a value of the wrong shape gives null.
    private static List<string>? Values(ref Utf8JsonReader reader, bool list)
    {
        if (reader.TokenType == JsonTokenType.StartArray && list)
        {
            var texts = new List<string>();
            var good = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                good &= reader.TokenType == JsonTokenType.String;
                texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "");
                reader.Skip();
            }

            return good ? texts : null;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return [];
            case JsonTokenType.True:
                return ["true"];
            case JsonTokenType.False:
                return ["false"];
            case JsonTokenType.String:
                return [reader.GetString()!];
            case JsonTokenType.Number:
                return [System.Text.Encoding.UTF8.GetString(reader.ValueSpan)];
            default:
                reader.Skip();
                return null;
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string message)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException(message);
        }
    }

    private static string Known(string name, IEnumerable<string> names) =>
        NearestName.Hint(name, names) is { Length: > 0 } hint ? hint : $"; known are {string.Join(", ", names)}";

    private static int Line(ReadOnlySpan<byte> utf8, long offset) => 1 + utf8[..(int)offset].Count((byte)'\n');
}
