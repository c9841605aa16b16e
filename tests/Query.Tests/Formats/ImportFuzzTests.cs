using StreamW2V.Numerics;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>Prevents a hostile or damaged file from ending the program with anything but one clear error, or from being taken with bad
/// content.</summary>
public sealed class ImportFuzzTests : IDisposable
{
    private const int MutationsPerFormat = 2000;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(VectorFormat.Word2VecBinary)]
    [InlineData(VectorFormat.Word2VecText)]
    [InlineData(VectorFormat.Glove)]
    [InlineData(VectorFormat.FastTextVec)]
    [InlineData(VectorFormat.Npy)]
    public void Every_mutation_is_refused_by_name_or_gives_sound_vectors(VectorFormat format)
    {
        using var vectors = Samples.Awkward(6);
        var files = VectorExport.Write(vectors, format, _folder.File("seed")).Files;
        var originals = files.Select(File.ReadAllBytes).ToArray();
        var refused = 0;
        for (var seed = 0; seed < MutationsPerFormat; seed++)
        {
            var random = new RandomSource(2024, (ulong)format, (ulong)seed);
            var at = random.NextInt32(files.Count);

            // New files each time: rewriting one in place makes ext4 flush it, which takes longer than all the rest.
            var folder = Directory.CreateDirectory(_folder.File($"{seed}")).FullName;
            for (var i = 0; i < files.Count; i++)
            {
                var bytes = i == at ? Mutate(originals[i], ref random) : originals[i];
                File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(files[i])), bytes);
            }

            try
            {
                var path = format == VectorFormat.Npy ? folder : Path.Combine(folder, Path.GetFileName(files[0]));
                using var imported = VectorImport.Read(path, random.NextInt32(2) == 0 ? format : null);
                AssertSound(imported.Vectors);
            }
            catch (BadFormatException error)
            {
                Assert.Contains(folder, error.Message, StringComparison.Ordinal);
                refused++;
            }

            Directory.Delete(folder, recursive: true);
        }

        Assert.InRange(refused, MutationsPerFormat / 4, MutationsPerFormat); // else the mutations test nothing
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static byte[] Mutate(byte[] original, ref RandomSource random)
    {
        var bytes = original.ToList();
        for (var edits = 1 + random.NextInt32(3); edits > 0; edits--)
        {
            // Half of all edits hit the header, where a file lies with the most effect.
            var at = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(bytes.Count, 130) : bytes.Count);
            switch (random.NextInt32(6))
            {
                case 0:
                    bytes[at] = (byte)random.NextInt32(256);
                    break;
                case 1:
                    bytes[at] = " \n\r\t0919-.e\0"u8[random.NextInt32(12)];
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.NextInt32(256));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1 + random.NextInt32(20), bytes.Count - at - 1));
                    break;
                case 4:
                    bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + random.NextInt32(40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertSound(WordVectors vectors)
    {
        Assert.InRange(vectors.Count, 1, int.MaxValue);
        var seen = new HashSet<string>();
        for (var id = 0; id < vectors.RowCount; id++)
        {
            Assert.False(vectors.Token(id).IsEmpty);
            Assert.True(System.Text.Unicode.Utf8.IsValid(vectors.Token(id)));
            Assert.True(seen.Add(vectors.Word(id)));
            Assert.True(vectors.TryFind(vectors.Token(id), out var found) && found == id);
            Assert.Equal(-1, vectors.Vector(id).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));
        }
    }
}
