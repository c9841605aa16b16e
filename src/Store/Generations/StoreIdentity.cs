using System.Buffers.Binary;
using System.Security.Cryptography;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>
/// What a store is from its first day (<c>store.json</c>). The hash key follows from the seed, so that two stores made with one seed
/// from one text are bit-identical; choose a seed nobody can guess where hostile text could be aimed at the hash tables.
/// </summary>
public sealed record StoreIdentity
{
    /// <summary>Its name within the store's folder.</summary>
    public const string FileName = "store.json";

    /// <summary>The version this program writes and the only one it reads.</summary>
    public const int CurrentFormatVersion = 1;

    private const string Remedy = "run `streamw2v fsck --repair`, which makes it again from the newest generation";

    private StoreIdentity(ulong seed)
    {
        Seed = seed;
        Span<byte> input = [.. "streamw2v hash key"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt64LittleEndian(input[^8..], seed);
        HashKey = SHA256.HashData(input)[..16];
    }

    /// <summary>Version of the layout of the store's folder.</summary>
    public int FormatVersion => CurrentFormatVersion;

    /// <summary>The number every random choice of training is derived from.</summary>
    public ulong Seed { get; }

    /// <summary>
    /// 128-bit key of the hashes in dictionary and sketch: the first half of SHA-256("streamw2v hash key" + seed as 8 little-endian
    /// bytes).
    /// </summary>
    public byte[] HashKey { get; }

    /// <summary>The identity of a new store.</summary>
    public static StoreIdentity FromSeed(ulong seed) => new(seed);

    /// <summary>The bytes of <c>store.json</c>.</summary>
    public byte[] ToBytes() => SealedJson.Write(writer =>
    {
        writer.WriteNumber("formatVersion", FormatVersion);
        writer.WriteNumber("seed", Seed);
        writer.WriteString("hashKey", Convert.ToHexStringLower(HashKey));
    });

    /// <summary>Reads <c>store.json</c>.</summary>
    /// <exception cref="StoreDamagedException">Damage, or a version this program does not know.</exception>
    public static StoreIdentity Read(byte[] bytes, string path)
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

        var identity = new StoreIdentity(fields.Unsigned("seed"));
        return fields.Text("hashKey") == Convert.ToHexStringLower(identity.HashKey) ? identity : throw fields.Wrong("hashKey");
    }

    /// <inheritdoc/>
    public bool Equals(StoreIdentity? other) => other is not null && other.Seed == Seed;

    /// <inheritdoc/>
    public override int GetHashCode() => Seed.GetHashCode();
}
