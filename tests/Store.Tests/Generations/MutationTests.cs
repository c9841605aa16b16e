using System.Text;
using System.Text.Json;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Generations;

/// <summary>
/// Prevents a hostile or torn file from crashing the program, taking memory for what it announces, or being read as something else.
/// </summary>
public sealed class MutationTests : IDisposable
{
    private const int Rounds = 2000;

    private readonly TemporaryFolder _folder = new();
    private ulong _state = 0x9E3779B97F4A7C15;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_mutated_manifest_is_read()
    {
        byte[] whole = SampleManifest();
        Manifest.Read(whole, "manifest.json");
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(whole);
            Assert.Throws<StoreDamagedException>(() => Manifest.Read(mutated, "manifest.json"));
        }
    }

    [Fact]
    public void A_mutated_manifest_with_a_fitting_checksum_is_refused_or_in_range()
    {
        byte[] whole = SampleManifest();
        int read = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Seal(Mutate(whole[..^27]));
            try
            {
                var manifest = Manifest.Read(mutated, "manifest.json");
                read++;
                Assert.InRange(manifest.Dimension, 1, NpyFile.MaxDimension);
                Assert.All(manifest.Files, file => Assert.Equal(Path.GetFileName(file.Name), file.Name));
                Assert.All(manifest.Files, file => Assert.InRange(file.Bytes, 0, long.MaxValue));
                Assert.True(manifest.Tokens >= 0 && manifest.Journal.Sequence >= 0 && manifest.Journal.LineOffset >= 0);
                Assert.Equal(manifest.Fingerprint, Manifest.Read(manifest.ToBytes(), "manifest.json").Fingerprint);
            }
            catch (StoreDamagedException)
            {
                // As it should be for most.
            }
        }

        Assert.InRange(read, 1, Rounds - 1);
    }

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

    [Fact]
    public void No_mutated_vocabulary_is_read()
    {
        byte[] whole = SampleVocabulary();
        VocabularyFile.Read(whole, "vocabulary.bin");
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(whole);
            Assert.Throws<StoreDamagedException>(() => VocabularyFile.Read(mutated, "vocabulary.bin"));
        }
    }

    [Fact]
    public void A_mutated_vocabulary_with_a_fitting_checksum_is_refused_or_readable_to_its_end()
    {
        byte[] whole = SampleVocabulary();
        int read = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(whole[..^4]);
            mutated = [.. mutated, .. BitConverter.GetBytes(Crc32C.Compute(mutated))];
            try
            {
                var vocabulary = VocabularyFile.Read(mutated, "vocabulary.bin");
                read++;
                long bytes = 0;
                for (int id = 0; id < vocabulary.Rows; id++)
                {
                    bytes += vocabulary.Token(id).Length;
                    Assert.True(double.IsFinite(vocabulary.Count(id)) && vocabulary.Count(id) >= 0);
                    vocabulary.RowGeneration(id);
                }

                Assert.InRange(bytes, 0, mutated.Length);
            }
            catch (StoreDamagedException)
            {
                // As it should be for most.
            }
        }

        Assert.InRange(read, 1, Rounds - 1);
    }

    [Fact]
    public void A_mutated_matrix_file_is_refused_or_mapped_within_its_length()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 100, 20);
        byte[] whole = File.ReadAllBytes(path);
        for (int round = 0; round < Rounds; round++)
        {
            // Mostly the part of the header that carries numbers.
            byte[] mutated = round % 4 == 0 ? Mutate(whole) : [.. Mutate(whole[..80]), .. whole[80..]];
            File.WriteAllBytes(path, mutated);
            try
            {
                using var matrix = MappedMatrix.MapReadOnly(path);
                Assert.Equal(mutated.Length, 4096 + (matrix.FileRows * matrix.Stride * 4));
                Assert.Equal(matrix.Stride, matrix.Rows(matrix.FileRows - 1, 1).Length);
                Assert.InRange(matrix.Rows(matrix.FileRows - 1, 1)[0], float.MinValue, float.MaxValue);
            }
            catch (StoreDamagedException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] SampleVocabulary() =>
        VocabularyFile.Write(50, id => new VocabularyRow(Encoding.UTF8.GetBytes(id % 7 == 0 ? "" : $"word{id}"), id * 1.5, (uint)id));

    private static byte[] SampleManifest() =>
        (SampleStore.ManifestOf(3) with { Generation = 3, Files = [new("a.bin", 5, 6), new("b.npy", 7, 8)] }).ToBytes();

    private static byte[] Seal(byte[] body) =>
        [.. body, .. Encoding.ASCII.GetBytes($",\n  \"crc32c\": \"{Crc32C.Compute(body):x8}\"\n}}\n")];

    private byte[] Mutate(byte[] whole)
    {
        while (true)
        {
            byte[] mutated = [.. whole];
            int changes = 1 + Next(3);
            for (int i = 0; i < changes; i++)
            {
                mutated = Change(mutated);
            }

            if (!mutated.AsSpan().SequenceEqual(whole))
            {
                return mutated;
            }
        }
    }

    private byte[] Change(byte[] bytes)
    {
        int at = Next(bytes.Length + 1);
        switch (Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], (byte)Next(256), .. bytes[at..]];
            case 2:
                int end = Math.Min(bytes.Length, at + Next(40));
                return [.. bytes[..at], .. bytes[end..]];
            case 3 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << Next(8));
                return bytes;
            case 4 when at + 4 <= bytes.Length:
                BitConverter.TryWriteBytes(bytes.AsSpan(at), ((int[])[-1, int.MaxValue, int.MinValue, 0, 1 << 20])[Next(5)]);
                return bytes;
            case 5 when at < bytes.Length:
                bytes[at] = (byte)('0' + Next(10));
                return bytes;
            default:
                return bytes;
        }
    }

    // xorshift64*: the mutations are the same on every run.
    private int Next(int exclusiveMax)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717) >> 33) % exclusiveMax;
    }
}
