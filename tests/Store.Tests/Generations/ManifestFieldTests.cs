using System.Text;
using System.Text.Json;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>
/// Prevents a manifest whose checksum fits from bringing in a number or a name that nothing may be done with; <see cref="StoreFuzzTests"/> goes on by chance.
/// </summary>
public sealed class ManifestFieldTests
{
    [Theory]
    [InlineData("\"generation\": 3", "\"generation\": 0")]
    [InlineData("\"generation\": 3", "\"generation\": 10000000000")]
    [InlineData("\"generation\": 3", "\"generation\": 3.5")]
    [InlineData("\"generation\": 3", "\"generation\": \"3\"")]
    [InlineData("\"generation\": 3", "\"number\": 3")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2")]
    [InlineData("\"dimension\": 20", "\"dimension\": 0")]
    [InlineData("\"dimension\": 20", "\"dimension\": 65537")]
    [InlineData("\"dimension\": 20", "\"dimension\": 99999999999999999999")]
    [InlineData("\"tokens\": 3000", "\"tokens\": -1")]
    [InlineData("\"lineOffset\": 3", "\"lineOffset\": 2147483648")]
    [InlineData("\"complete\": true", "\"complete\": 1")]
    [InlineData("\"window\": \"5\"", "\"window\": 5")]
    [InlineData("\"window\": \"5\"", "\"alpha\": \"5\"")]
    [InlineData("\"window\": \"5\"", "\"window\": \"\\ud800\"")]
    [InlineData("\"window\": \"5\"", "\"\\ud800\": \"5\"")]
    [InlineData("\"createdUtc\": \"1970", "\"createdUtc\": \"19\\ud80070")]
    [InlineData("\"createdUtc\": \"1970", "\"createdUtc\": \"0000")]
    [InlineData("\"name\": \"a.bin\"", "\"name\": \"../a.bin\"")]
    [InlineData("\"name\": \"a.bin\"", "\"name\": \"/etc/passwd\"")]
    [InlineData("\"name\": \"a.bin\"", "\"name\": \"..\"")]
    [InlineData("\"name\": \"a.bin\"", "\"name\": \"b.npy\"")]
    [InlineData("\"name\": \"a.bin\"", "\"name\": \"\"")]
    [InlineData("\"bytes\": 5", "\"bytes\": -5")]
    [InlineData("\"crc32c\": \"00000006\"", "\"crc32c\": \"6\"")]
    [InlineData("\"crc32c\": \"00000006\"", "\"crc32c\": \"-0000006\"")]
    [InlineData("\"journal\": {", "\"journal\": [{")]
    public void A_sealed_manifest_with_a_field_out_of_range_is_refused(string field, string replacement)
    {
        string text = Encoding.UTF8.GetString(SampleManifest());
        Assert.Contains(field, text, StringComparison.Ordinal);
        byte[] sealedAgain = Seal(Encoding.UTF8.GetBytes(text[..^27].Replace(field, replacement, StringComparison.Ordinal)));
        Assert.Contains(
            "manifest.json",
            Assert.Throws<StoreDamagedException>(() => Manifest.Read(sealedAgain, "manifest.json")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_is_json_that_other_programs_read()
    {
        using var document = JsonDocument.Parse((SampleStore.ManifestOf(3) with { Generation = 3 }).ToBytes());
        Assert.Equal(3, document.RootElement.GetProperty("generation").GetInt64());
        Assert.Equal("5", document.RootElement.GetProperty("options").GetProperty("window").GetString());
        Assert.Equal("1970-01-04T00:00:00+00:00", document.RootElement.GetProperty("createdUtc").GetString());
    }

    private static byte[] SampleManifest() =>
        (SampleStore.ManifestOf(3) with { Generation = 3, Files = [new("a.bin", 5, 6), new("b.npy", 7, 8)] }).ToBytes();

    private static byte[] Seal(byte[] body) =>
        [.. body, .. Encoding.ASCII.GetBytes($",\n  \"crc32c\": \"{Crc32C.Compute(body):x8}\"\n}}\n")];
}
