using System.Globalization;
using System.Text.Json;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// Reads the fields of a sealed JSON object; a missing field, one of another kind or one out of range is damage, named by field.
/// </summary>
internal readonly struct SealedFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly string _remedy;

    public SealedFields(JsonElement element, string path, string remedy)
    {
        _path = path;
        _remedy = remedy;
        _object = element.ValueKind == JsonValueKind.Object ? element : throw Wrong("(root)");
    }

    public long Number(string name, long min, long max = long.MaxValue) =>
        Get(name, JsonValueKind.Number).TryGetInt64(out long value) && value >= min && value <= max ? value : throw Wrong(name);

    public ulong Unsigned(string name) => Get(name, JsonValueKind.Number).TryGetUInt64(out ulong value) ? value : throw Wrong(name);

    public string Text(string name) => TextOf(Get(name, JsonValueKind.String), name);

    public DateTimeOffset Time(string name) =>
        Text(name).Length <= 40 && Get(name, JsonValueKind.String).TryGetDateTimeOffset(out var value) && value.Offset == TimeSpan.Zero
            ? value : throw Wrong(name);

    public bool Flag(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : throw Wrong(name);

    public uint Checksum(string name) =>
        Text(name) is { Length: 8 } text
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            ? value : throw Wrong(name);

    public SealedFields Object(string name) => new(Get(name, JsonValueKind.Object), _path, _remedy);

    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in Get(name, JsonValueKind.Object).EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String
                || !texts.TryAdd(Decode(() => property.Name, name), TextOf(property.Value, name)))
            {
                throw Wrong(name);
            }
        }

        return texts;
    }

    public IEnumerable<SealedFields> Objects(string name)
    {
        foreach (var item in Get(name, JsonValueKind.Array).EnumerateArray())
        {
            yield return new SealedFields(item, _path, _remedy);
        }
    }

    public StoreDamagedException Wrong(string name) =>
        new($"'{_path}' has no field '{name}' of the kind and range this program expects; {_remedy}");

    private string TextOf(JsonElement element, string name) => Decode(() => element.GetString()!, name);

    private string Decode(Func<string> text, string name)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException error)
        {
            // Bytes that are not UTF-8, or an escaped half of a surrogate pair.
            throw new StoreDamagedException(Wrong(name).Message, error);
        }
    }

    private JsonElement Get(string name, JsonValueKind kind) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw Wrong(name);
}
