using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using StreamW2V.Store.Files;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>
/// The commit record of a generation (<c>manifest.json</c>): written last, so a generation with a valid manifest is whole. Weights,
/// vocabulary and journal position commit together through it.
/// </summary>
public sealed record Manifest
{
    /// <summary>Its name within the generation's folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version this program writes and the only one it reads.</summary>
    public const int CurrentFormatVersion = 1;

    private const string Remedy = "run `streamw2v fsck --repair`, or go back with `streamw2v rollback N`";

    /// <summary>Version of the layout of the whole generation.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The generation's number, also the name of its folder; set by <see cref="GenerationWriter.Commit"/>.</summary>
    public long Generation { get; init; }

    /// <summary>
    /// Seed of the store the generation belongs to; set by <see cref="GenerationWriter.Commit"/>. Guards against folders copied between
    /// stores.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>When it was committed, UTC. For people: nothing is computed from it.</summary>
    public required DateTimeOffset CreatedUtc { get; init; }

    /// <summary>The first line of the journal that is not in the weights yet.</summary>
    public required JournalPosition Journal { get; init; }

    /// <summary>Tokens learned from so far.</summary>
    public required long Tokens { get; init; }

    /// <summary>Words with a row.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>Floats of a row that carry values; every matrix of the generation has rows of this dimension.</summary>
    public required int Dimension { get; init; }

    /// <summary>
    /// Name of the arithmetic (kernel, rounding) the weights were computed with; training resumed with another one is not
    /// bit-identical.
    /// </summary>
    public required string MathProfile { get; init; }

    /// <summary>What made it: "train", "run" or "import".</summary>
    public required string Verb { get; init; }

    /// <summary>False for a generation that a batch training wrote on its way.</summary>
    public required bool Complete { get; init; }

    /// <summary>The options in force, by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The files, in ordinal order of their names; set by <see cref="GenerationWriter.Commit"/>.</summary>
    public IReadOnlyList<ManifestFile> Files { get; init; } = [];

    /// <summary>
    /// SHA-256 over everything but the generation's number and the time, in hexadecimal. Equal for two stores that learned the same text
    /// with the same seed and options, however often one of them was interrupted.
    /// </summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData((this with { Generation = 0, CreatedUtc = default }).ToBytes()));

    /// <summary>The bytes of <c>manifest.json</c>.</summary>
    public byte[] ToBytes() => SealedJson.Write(writer =>
    {
        writer.WriteNumber("formatVersion", FormatVersion);
        writer.WriteNumber("generation", Generation);
        writer.WriteNumber("seed", Seed);
        writer.WriteString("createdUtc", CreatedUtc.ToUniversalTime());
        writer.WriteStartObject("journal");
        writer.WriteNumber("sequence", Journal.Sequence);
        writer.WriteNumber("lineOffset", Journal.LineOffset);
        writer.WriteEndObject();
        writer.WriteNumber("tokens", Tokens);
        writer.WriteNumber("vocabulary", Vocabulary);
        writer.WriteNumber("dimension", Dimension);
        writer.WriteString("mathProfile", MathProfile);
        writer.WriteString("verb", Verb);
        writer.WriteBoolean("complete", Complete);
        writer.WriteStartObject("options");
        foreach (var (name, value) in Options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("files");
        foreach (var file in Files)
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            writer.WriteNumber("bytes", file.Bytes);
            writer.WriteString("crc32c", file.Crc32C.ToString("x8", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Reads <c>manifest.json</c>; every field is checked, whether or not the checksum fits.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="StoreDamagedException">Damage, or a version this program does not know.</exception>
    public static Manifest Read(byte[] bytes, string path)
    {
        using var document = SealedJson.Read(bytes, path, Remedy);
        var fields = new SealedFields(document.RootElement, path, Remedy);
        long version = fields.Number("formatVersion", 1);
        if (version != CurrentFormatVersion)
        {
            throw new StoreDamagedException(
                $"'{path}' has format version {version}, this program reads {CurrentFormatVersion}; "
                + "use the version of streamw2v that wrote it");
        }

        var journal = fields.Object("journal");
        return new Manifest
        {
            Generation = fields.Number("generation", 1, GenerationName.Largest),
            Seed = fields.Unsigned("seed"),
            CreatedUtc = fields.Time("createdUtc"),
            Journal = new JournalPosition(journal.Number("sequence", 0), (int)journal.Number("lineOffset", 0, int.MaxValue)),
            Tokens = fields.Number("tokens", 0),
            Vocabulary = fields.Number("vocabulary", 0),
            Dimension = (int)fields.Number("dimension", 1, NpyFile.MaxDimension),
            MathProfile = fields.Text("mathProfile"),
            Verb = fields.Text("verb"),
            Complete = fields.Flag("complete"),
            Options = fields.Texts("options"),
            Files = ReadFiles(fields),
        };
    }

    private static List<ManifestFile> ReadFiles(SealedFields fields)
    {
        var files = new List<ManifestFile>();
        foreach (var item in fields.Objects("files"))
        {
            var file = new ManifestFile(item.Text("name"), item.Number("bytes", 0), item.Checksum("crc32c"));
            if (!ManifestFile.IsValidName(file.Name) || (files.Count > 0 && string.CompareOrdinal(files[^1].Name, file.Name) >= 0))
            {
                throw item.Wrong("name");
            }

            files.Add(file);
        }

        return files;
    }
}
