using System.Text;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Query.Tests;

/// <summary>Prevents queries on a store from reading the wrong matrix, a free row, or more rows than a file has.</summary>
public sealed class GenerationVectorsTests : IDisposable
{
    private const int Dimension = 20;

    private static readonly string[] Words = ["often", "", "rare", "second", "中文"];
    private static readonly double[] Counts = [100, 0, 2, 50, 7.5];

    private readonly TemporaryFolder _folder = new();
    private readonly float[] _input = Samples.Values(Words.Length * Dimension, 1);
    private readonly float[] _output = Samples.Values(Words.Length * Dimension, 2);

    [Theory]
    [InlineData(VectorChoice.Input)]
    [InlineData(VectorChoice.Output)]
    [InlineData(VectorChoice.Mean)]
    public void The_matrix_asked_for_is_read_and_searched(VectorChoice choice)
    {
        using var store = StoreFolder.OpenForWriting(_folder.File("store"), seedIfNew: 1);
        Commit(store, Words.Length, withOutput: true);
        using var vectors = WordVectors.Open(store.OpenNewest()!, choice);
        var expected = Enumerable.Range(0, _input.Length)
            .Select(i => choice switch
            {
                VectorChoice.Input => _input[i],
                VectorChoice.Output => _output[i],
                _ => (_input[i] / 2) + (_output[i] / 2),
            })
            .ToArray();
        using var held = WordVectors.Create(Words, Counts, expected, Dimension);

        Assert.Equal(4, vectors.Count);
        Assert.Equal([0, 3, 4, 2], vectors.ByFrequency.ToArray());
        Assert.Equal("中文", vectors.Word(4));
        Assert.Equal(7.5, vectors.CountOf(4));
        for (var id = 0; id < Words.Length; id++)
        {
            Assert.Equal(expected[(id * Dimension)..((id + 1) * Dimension)], vectors.Vector(id).ToArray());
        }

        Assert.Equal(new NeighborSearch(held).Nearest(["rare"], 9), new NeighborSearch(vectors).Nearest(["rare"], 9));
    }

    [Fact]
    public void Vectors_stay_readable_when_their_generation_is_removed()
    {
        using var store = StoreFolder.OpenForWriting(_folder.File("store"), seedIfNew: 1);
        Commit(store, Words.Length, withOutput: false);
        using var vectors = GenerationVectors.Open(store.OpenNewest()!);
        Commit(store, Words.Length, withOutput: false);
        store.RemoveBefore(store.GenerationNumbers[^1]);

        Assert.Equal(_input[^1], vectors.Vector(Words.Length - 1)[^1]);
    }

    [Fact]
    public void A_model_without_output_embeddings_says_so()
    {
        using var store = StoreFolder.OpenForWriting(_folder.File("store"), seedIfNew: 1);
        Commit(store, Words.Length, withOutput: false);
        var error = Assert.Throws<ArgumentException>(() => GenerationVectors.Open(store.OpenNewest()!, VectorChoice.Mean));

        Assert.Contains("no output embeddings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_shorter_than_the_vocabulary_is_damage()
    {
        using var store = StoreFolder.OpenForWriting(_folder.File("store"), seedIfNew: 1);
        Commit(store, Words.Length - 1, withOutput: false);
        var error = Assert.Throws<StoreDamagedException>(() => GenerationVectors.Open(store.OpenNewest()!));

        Assert.Contains("4 rows where the vocabulary has 5", error.Message, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private void Commit(StoreFolder store, int rows, bool withOutput)
    {
        using var writer = store.BeginGeneration();
        writer.AddFile(
            VocabularyFile.FileName,
            VocabularyFile.Write(Words.Length, id => new VocabularyRow(Encoding.UTF8.GetBytes(Words[id]), Counts[id], 0)));
        AddMatrix(writer, "input.npy", _input, rows);
        if (withOutput)
        {
            AddMatrix(writer, "output.npy", _output, rows);
        }

        writer.Commit(new Manifest
        {
            CreatedUtc = DateTimeOffset.UnixEpoch,
            Journal = default,
            Tokens = 1,
            Vocabulary = 4,
            Dimension = Dimension,
            MathProfile = "test",
            Verb = "train",
            Complete = true,
            Options = new Dictionary<string, string>(),
        });
    }

    private static void AddMatrix(GenerationWriter writer, string name, float[] values, int rows)
    {
        using var matrix = MappedMatrix.Create(rows, Dimension, MatrixPlacement.Private);
        for (var row = 0; row < rows; row++)
        {
            values.AsSpan(row * Dimension, Dimension).CopyTo(matrix.Row(row));
        }

        writer.AddMatrix(name, matrix, rows);
    }
}
