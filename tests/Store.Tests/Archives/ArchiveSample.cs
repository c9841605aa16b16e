using System.Text;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Generations that resemble those of a stream: rows move a little from one to the next, and there are more and more of them.</summary>
internal static class ArchiveSample
{
    /// <summary>One a day is kept, so that every generation of <see cref="SampleStore"/>, a day apart, is archived once it is not among the newest two.</summary>
    public static readonly RetentionPolicy Daily = new() { Newest = 2, Daily = 1000 };

    /// <summary>Commits a generation whose matrix has <paramref name="rows"/> rows.</summary>
    public static Generation Commit(StoreFolder store, int rows, int dimension = SampleStore.Dimension, DateTimeOffset? created = null)
    {
        using var writer = store.BeginGeneration();
        using var matrix = MappedMatrix.Create(Math.Max(rows, 1), dimension, MatrixPlacement.Private);
        for (int r = 0; r < rows; r++)
        {
            MatrixFile.Fill(matrix.Row(r), r, dimension);
            matrix.Row(r)[r % dimension] += 1e-4f * writer.Number;
        }

        writer.AddMatrix("input.npy", matrix, rows);
        writer.AddFile("vocabulary.bin", VocabularyFile.Write(rows, id => new VocabularyRow(Encoding.UTF8.GetBytes($"word{id}"), id, 0)));
        writer.AddFile("trainer.bin", Encoding.UTF8.GetBytes($"generation {writer.Number}"));
        writer.AddFile("empty.bin", []);
        var manifest = SampleStore.ManifestOf(writer.Number) with { Dimension = dimension, Vocabulary = rows };
        return writer.Commit(created is { } time ? manifest with { CreatedUtc = time } : manifest);
    }

    /// <summary>All bytes of a generation by the names of its files, read through the store, matrices as rows.</summary>
    public static Dictionary<string, byte[]> Content(StoreFolder store, long number) => store.ReadGeneration(number, Content);

    /// <summary>All bytes of a generation by the names of its files.</summary>
    public static Dictionary<string, byte[]> Content(Generation generation)
    {
        var content = generation.Manifest.Files.ToDictionary(file => file.Name, file => generation.ReadFile(file.Name));
        content["manifest"] = generation.Manifest.ToBytes();
        using var matrix = generation.MapReadOnly("input.npy");
        content["rows"] = System.Runtime.InteropServices.MemoryMarshal.AsBytes(matrix.Rows(0, (int)matrix.Capacity)).ToArray();
        return content;
    }

    /// <summary>A store with archived generations 1 to <paramref name="archived"/> and two plain ones, and what each held.</summary>
    public static List<Dictionary<string, byte[]>> Make(string path, int archived, IStorage? storage = null)
    {
        using var store = StoreFolder.OpenForWriting(path, SampleStore.Seed, storage);
        var contents = new List<Dictionary<string, byte[]>> { new() };
        for (int i = 0; i < archived + 2; i++)
        {
            contents.Add(Content(Commit(store, 40 + (5 * i))));
        }

        new Retention(store, Daily).Archive(null, null, CancellationToken.None);
        return contents;
    }

    /// <summary>The path of an archive.</summary>
    public static string PathOf(string store, long number) => Path.Combine(store, "archive", $"{number:D10}.archive");
}
