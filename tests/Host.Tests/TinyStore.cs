using System.Text;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Tests;

/// <summary>A real store in a temporary folder: five words in three dimensions whose neighbors can be worked out by hand.</summary>
internal sealed class TinyStore : IDisposable
{
    public static readonly (string Word, double Count, float[] Vector)[] Words =
    [
        ("king", 50, [1, 0, 0]),
        ("queen", 40, [0.8f, 0.6f, 0]),
        ("man", 30, [0.6f, 0, 0.8f]),
        ("woman", 20, [0, 0.6f, 0.8f]),
        ("naïve", 10, [0, 0, 1]),
    ];

    private readonly TemporaryFolder _folder = new();

    public TinyStore(int generations = 1)
    {
        for (var i = 0; i < generations; i++)
        {
            Commit(1000 * (i + 1));
        }
    }

    public string Path => System.IO.Path.Combine(_folder.Path, "store");

    public string File(string name) => System.IO.Path.Combine(_folder.Path, name);

    public void Commit(long tokens) => Commit(tokens, Words);

    /// <summary>Commits a generation of words with vectors of three floats; every row has had <paramref name="rowGeneration"/> words before.</summary>
    public void Commit(
        long tokens, (string Word, double Count, float[] Vector)[] words, uint rowGeneration = 0, Dictionary<string, string>? options = null)
    {
        using var store = StoreFolder.OpenForWriting(Path, seedIfNew: 1);
        using var matrix = MappedMatrix.Create(words.Length, 3, MatrixPlacement.Private);
        for (var id = 0; id < words.Length; id++)
        {
            words[id].Vector.CopyTo(matrix.Row(id));
        }

        using var writer = store.BeginGeneration();
        writer.AddMatrix("input.npy", matrix, words.Length);
        writer.AddFile(VocabularyFile.FileName, VocabularyFile.Write(words.Length, id => new VocabularyRow(Encoding.UTF8.GetBytes(words[id].Word), words[id].Count, rowGeneration)));
        writer.Commit(new Manifest
        {
            CreatedUtc = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            Journal = new JournalPosition(0, 0),
            Tokens = tokens,
            Vocabulary = words.Length,
            Dimension = 3,
            MathProfile = "test",
            Verb = "train",
            Complete = true,
            Options = options ?? [],
        });
    }

    public string[] Matrices(long generation) =>
        Directory.GetFiles(System.IO.Path.Combine(Path, "generations"), "input.npy", SearchOption.AllDirectories)
            .Where(path => path.Contains(generation.ToString("D10", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).ToArray();

    public void Dispose() => _folder.Dispose();
}
