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

    public void Commit(long tokens)
    {
        using var store = StoreFolder.OpenForWriting(Path, seedIfNew: 1);
        using var matrix = MappedMatrix.Create(Words.Length, 3, MatrixPlacement.Private);
        for (var id = 0; id < Words.Length; id++)
        {
            Words[id].Vector.CopyTo(matrix.Row(id));
        }

        using var writer = store.BeginGeneration();
        writer.AddMatrix("input.npy", matrix, Words.Length);
        writer.AddFile(VocabularyFile.FileName, VocabularyFile.Write(Words.Length, id => new VocabularyRow(Encoding.UTF8.GetBytes(Words[id].Word), Words[id].Count, 0)));
        writer.Commit(new Manifest
        {
            CreatedUtc = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            Journal = new JournalPosition(0, 0),
            Tokens = tokens,
            Vocabulary = Words.Length,
            Dimension = 3,
            MathProfile = "test",
            Verb = "train",
            Complete = true,
            Options = new Dictionary<string, string>(),
        });
    }

    public string[] Matrices(long generation) =>
        Directory.GetFiles(System.IO.Path.Combine(Path, "generations"), "input.npy", SearchOption.AllDirectories)
            .Where(path => path.Contains(generation.ToString("D10", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).ToArray();

    public void Dispose() => _folder.Dispose();
}
