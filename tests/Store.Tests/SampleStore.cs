using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests;

/// <summary>Makes small stores whose generations tell their number in every file.</summary>
internal static class SampleStore
{
    public const ulong Seed = 7;
    public const int Rows = 40;
    public const int Dimension = 20;

    /// <summary>A new store with that many committed generations, closed again.</summary>
    public static void Make(string path, int generations, IStorage? storage = null)
    {
        using var store = StoreFolder.OpenForWriting(path, Seed, storage);
        for (int i = 0; i < generations; i++)
        {
            Commit(store);
        }
    }

    /// <summary>Commits the next generation.</summary>
    public static Generation Commit(StoreFolder store, float fill = 0)
    {
        using var writer = store.BeginGeneration();
        Add(writer, fill);
        return writer.Commit(ManifestOf(writer.Number));
    }

    /// <summary>Adds one matrix, the vocabulary and two other files.</summary>
    public static void Add(GenerationWriter writer, float fill = 0)
    {
        long number = writer.Number;
        using var matrix = MappedMatrix.Create(Rows, Dimension, MatrixPlacement.Private);
        for (int r = 0; r < Rows; r++)
        {
            MatrixFile.Fill(matrix.Row(r), r + number, Dimension);
            matrix.Row(r)[0] += fill;
        }

        writer.AddMatrix("input.npy", matrix, Rows);
        writer.AddFile(
            "vocabulary.bin",
            VocabularyFile.Write(Rows, id => new VocabularyRow(Encoding.UTF8.GetBytes($"word{id}"), number + id, (uint)id)));
        writer.AddFile("trainer.bin", Encoding.UTF8.GetBytes($"generation {number}"));
        writer.AddFile("empty.bin", []);
    }

    /// <summary>What a caller passes to Commit.</summary>
    public static Manifest ManifestOf(long number) => new()
    {
        CreatedUtc = DateTimeOffset.UnixEpoch.AddDays(number),
        Journal = new JournalPosition(number * 10, (int)number),
        Tokens = number * 1000,
        Vocabulary = Rows,
        Dimension = Dimension,
        MathProfile = "test",
        Verb = "run",
        Complete = true,
        Options = new Dictionary<string, string> { ["window"] = "5", ["alpha"] = "0.025" },
    };

    /// <summary>The path of a file of a generation.</summary>
    public static string PathOf(string store, long generation, string name) =>
        Path.Combine(store, "generations", $"{generation:D10}", name);

    /// <summary>Changes one bit of a file.</summary>
    public static void FlipBit(string path, long offset, int bit = 0)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[offset] ^= (byte)(1 << bit);
        File.WriteAllBytes(path, bytes);
    }
}
