using System.Runtime.CompilerServices;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// The word vectors of a committed generation: the matrix is mapped read-only and not copied, the vocabulary is read. They stay
/// readable when the generation is removed meanwhile.
/// </summary>
public static class GenerationVectors
{
    private const string InputMatrix = "input.npy";
    private const string OutputMatrix = "output.npy";

    /// <summary>Opens the vectors of <paramref name="generation"/>.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="choice">Which of its matrices; the mean of both is computed into memory.</param>
    /// <param name="verify">Compare the matrices' checksums with the manifest first: 0.1 s per GB.</param>
    /// <exception cref="StoreDamagedException">A file is missing or damaged, or matrix and vocabulary differ in length.</exception>
    /// <exception cref="ArgumentException">The model has no output embeddings.</exception>
    public static WordVectors Open(Generation generation, VectorChoice choice = VectorChoice.Input, bool verify = true)
    {
        if (choice != VectorChoice.Input && !generation.Has(OutputMatrix))
        {
            throw new ArgumentException(
                $"generation {generation.Number} has no output embeddings: its objective keeps none per word; use --vectors "
                    + "input", nameof(choice));
        }

        // Checksums of a large matrix and the index of a million words take about as long: side by side.
        var mapping = choice == VectorChoice.Mean
            ? null
            : Task.Run(() => generation.MapReadOnly(choice == VectorChoice.Input ? InputMatrix : OutputMatrix, verify));
        WordList words;
        double[] counts;
        try
        {
            (words, counts) = ReadWords(generation);
        }
        catch
        {
            Discard(mapping);
            throw;
        }

        var rows = mapping is null
            ? (VectorRows)Mean(generation, counts.Length, verify)
            : Check(mapping.GetAwaiter().GetResult(), generation, choice == VectorChoice.Input ? InputMatrix : OutputMatrix, counts.Length);
        return new WordVectors(words, counts, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (WordList Words, double[] Counts) ReadWords(Generation generation)
    {
        var path = Path.Combine(generation.Path, VocabularyFile.FileName);
        var vocabulary = VocabularyFile.Read(generation.ReadFile(VocabularyFile.FileName), path);
        var words = new WordList(vocabulary.Rows);
        var counts = new double[vocabulary.Rows];
        for (var id = 0; id < counts.Length; id++)
        {
            words.Add(vocabulary.Token(id));
            counts[id] = vocabulary.Count(id);
        }

        return (words, counts);
    }

    /// <summary>Unmaps a matrix that nobody will use, once it is mapped; why that may have failed is of no interest then.</summary>
    private static void Discard(Task<MappedMatrix>? mapping) =>
        mapping?.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private static MappedRows Map(Generation generation, string name, int count, bool verify) =>
        Check(generation.MapReadOnly(name, verify), generation, name, count);

    private static MappedRows Check(MappedMatrix matrix, Generation generation, string name, int count)
    {
        if (matrix.Capacity >= count)
        {
            return new MappedRows(matrix, count);
        }

        var rows = matrix.Capacity;
        matrix.Dispose();
        throw new StoreDamagedException(
            $"'{generation.MatrixPath(name)}' has {rows} rows where the vocabulary has {count}; run `streamw2v fsck --repair`, or go "
                + "back with `streamw2v rollback N`");
    }

    private static HeapRows Mean(Generation generation, int count, bool verify)
    {
        using var input = Map(generation, InputMatrix, count, verify);
        using var output = Map(generation, OutputMatrix, count, verify);
        var mean = new HeapRows(input.Dimension);
        for (var row = 0; row < count; row++)
        {
            var left = input.Vector(row);
            var right = output.Vector(row);
            var values = mean.Append();
            for (var d = 0; d < values.Length; d++)
            {
                values[d] = (left[d] / 2) + (right[d] / 2);
            }
        }

        return mean;
    }
}
