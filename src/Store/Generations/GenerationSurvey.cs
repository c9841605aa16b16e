using System.Runtime.InteropServices;
using StreamW2V.Store.Files;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Generations;

/// <summary>What fsck learned of one committed generation by reading all of it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Manifest">Its manifest, when that can be read.</param>
/// <param name="Problem">Why it is not whole; null when it is.</param>
/// <param name="NonFinite">The first matrix with a NaN or an infinity and its row: whole, but training had gone wrong.</param>
internal sealed record GenerationSurvey(long Number, string Path, Manifest? Manifest, string? Problem, (string Name, long Row)? NonFinite)
{
    private const uint ExponentBits = 0x7F800000;
    private const int FloatsPerChunk = 1 << 18;

    public bool IsWhole => Problem is null;

    /// <summary>The same, not whole if it is of another store.</summary>
    public GenerationSurvey OfSeed(ulong seed) => Manifest is null || Manifest.Seed == seed || !IsWhole ? this : this with
    {
        Problem = $"'{System.IO.Path.Combine(Path, Generations.Manifest.FileName)}' belongs to a store with seed {Manifest.Seed}, this one has {seed}",
        NonFinite = null,
    };

    /// <summary>Reads a generation; null when the writer removed it meanwhile.</summary>
    public static GenerationSurvey? Of(IStorage storage, long number, string path, ulong? seed)
    {
        Manifest? manifest = null;
        try
        {
            var generation = Generation.Open(storage, path, seed);
            manifest = generation.Manifest;
            generation.Verify(matrices: true);
            if (generation.Has(VocabularyFile.FileName))
            {
                VocabularyFile.Read(generation.ReadFile(VocabularyFile.FileName), System.IO.Path.Combine(path, VocabularyFile.FileName));
            }

            return new GenerationSurvey(number, path, manifest, null, FirstNonFinite(storage, generation));
        }
        catch (StoreDamagedException error)
        {
            return new GenerationSurvey(number, path, manifest, error.Message, null);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.IOError)
        {
            return new GenerationSurvey(number, path, manifest, error.Message, null);
        }
        catch (StorageException error) when (error.ErrorNumber == Errno.NotFound && !storage.DirectoryExists(path))
        {
            return null;
        }
    }

    // Read and not mapped: a page of a mapping that cannot be read ends the process.
    private static (string Name, long Row)? FirstNonFinite(IStorage storage, Generation generation)
    {
        foreach (var entry in generation.Manifest.Files.Where(file => file.IsMatrix))
        {
            using var file = storage.Open(generation.MatrixPath(entry.Name), writable: false);
            int rowBytes = NpyFile.ReadHeader(file).Stride * sizeof(float);
            byte[] chunk = new byte[Math.Max(1, FloatsPerChunk * sizeof(float) / rowBytes) * rowBytes];
            for (long done = 0; file.ReadFully(chunk, NpyFile.HeaderBytes + done) is > 0 and var read; done += read)
            {
                int at = IndexOfNonFinite(MemoryMarshal.Cast<byte, uint>(chunk.AsSpan(0, read)));
                if (at >= 0)
                {
                    return (entry.Name, (done + (at * sizeof(float))) / rowBytes);
                }
            }
        }

        return null;
    }

    private static int IndexOfNonFinite(ReadOnlySpan<uint> bits)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & ExponentBits) == ExponentBits)
            {
                return i;
            }
        }

        return -1;
    }
}
