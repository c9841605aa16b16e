using StreamW2V.Numerics;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The matrices of a model: input embeddings, and as the objective needs them output embeddings and vectors of inner nodes. They are mapped with room for the
/// largest vocabulary, so a row never moves; rows that were never used cost no memory.
/// </summary>
internal sealed class EmbeddingModel : IDisposable
{
    /// <summary>The file of the input embeddings in a generation.</summary>
    public const string InputFile = "input.npy";

    /// <summary>The file of the output embeddings in a generation.</summary>
    public const string OutputFile = "output.npy";

    /// <summary>The file of the inner nodes' vectors in a generation.</summary>
    public const string NodesFile = "nodes.npy";

    private const float FirstVectorWidth = 4;

    private readonly MappedMatrix _input;
    private readonly MappedMatrix? _output;
    private readonly MappedMatrix? _nodes;
    private readonly int _dimension;
    private readonly ulong _seed;

    private EmbeddingModel(LearnerOptions options, Func<string, MappedMatrix> open)
    {
        _dimension = options.Dimension;
        _seed = options.Seed;
        _input = open(InputFile);
        _output = options.HasOutputEmbeddings ? open(OutputFile) : null;
        _nodes = options.HasInnerNodes ? open(NodesFile) : null;
        Rows = new(TableOf(_input), TableOf(_output), TableOf(_nodes));
    }

    /// <summary>The rows, for the trainers.</summary>
    public ModelRows Rows { get; }

    /// <summary>Zero rows for up to <paramref name="capacity"/> words.</summary>
    public static EmbeddingModel Create(LearnerOptions options, int capacity, MappingKind mapping) =>
        new(options, _ => MappedMatrix.Create(capacity, options.Dimension, mapping));

    /// <summary>
    /// The rows of a committed generation, with room for up to <paramref name="capacity"/> words. A matrix that the generation does not have, as after an
    /// import, starts from zero.
    /// </summary>
    public static EmbeddingModel Open(LearnerOptions options, Generation generation, int capacity, MappingKind mapping) =>
        new(options, name => generation.Has(name)
            ? generation.Map(name, capacity, mapping)
            : MappedMatrix.Create(capacity, options.Dimension, mapping));

    /// <summary>
    /// Gives a row its first vector: input U(-2/D, 2/D) from the draws named by the id and how many words had the row before, output zero. That is four times
    /// the width of word2vec.c and twice that of gensim, because one pass learns more from it (docs/decisions/0012).
    /// </summary>
    public void InitializeRow(int id, uint rowGeneration)
    {
        var random = new RandomSource(_seed, RandomUse.FirstVector, ((ulong)rowGeneration << 32) | (uint)id);
        var row = Rows.Input[id];
        for (var i = 0; i < _dimension; i++)
        {
            row[i] = (random.NextSingle() - 0.5f) * FirstVectorWidth / _dimension;
        }

        if (_output is not null)
        {
            Rows.Output[id].Clear();
        }
    }

    /// <summary>Writes the first <paramref name="words"/> rows of each matrix to a generation.</summary>
    /// <exception cref="ArithmeticException">A row holds a number that is not finite: the model has diverged, and nothing is written.</exception>
    public void Write(GenerationWriter writer, int words)
    {
        RequireFinite(_input, words);
        RequireFinite(_output, words);
        RequireFinite(_nodes, words - 1);
        writer.AddMatrix(InputFile, _input, words);
        if (_output is not null)
        {
            writer.AddMatrix(OutputFile, _output, words);
        }

        if (_nodes is not null)
        {
            writer.AddMatrix(NodesFile, _nodes, Math.Max(words - 1, 0));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output?.Dispose();
        _nodes?.Dispose();
    }

    private static void RequireFinite(MappedMatrix? matrix, int rows)
    {
        for (var row = 0; matrix is not null && row < rows; row++)
        {
            foreach (var number in matrix.Row(row))
            {
                if (!float.IsFinite(number))
                {
                    throw new ArithmeticException($"row {row} is no longer finite");
                }
            }
        }
    }

    private static RowTable TableOf(MappedMatrix? matrix) => matrix is null ? default : RowTable.Over(ref matrix.Origin, matrix.Stride);
}
