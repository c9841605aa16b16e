using StreamW2V.Numerics;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The matrices of a model: input embeddings, and as the objective needs them output embeddings and vectors of inner nodes. They have addresses for the
/// largest vocabulary, so a row never moves; mapped rows that were never used cost no memory.
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

    /// <summary>Floats looked at together: 1 MiB, while the next one is read from the disk.</summary>
    private const int ScanFloats = 256 << 10;

    private readonly IRowMatrix _input;
    private readonly IRowMatrix? _output;
    private readonly IRowMatrix? _nodes;
    private readonly int _dimension;
    private readonly ulong _seed;

    private EmbeddingModel(LearnerOptions options, Func<string, IRowMatrix> open)
    {
        _dimension = options.Dimension;
        _seed = options.Seed;
        _input = open(InputFile);
        try
        {
            _output = options.HasOutputEmbeddings ? open(OutputFile) : null;
            _nodes = options.HasInnerNodes ? open(NodesFile) : null;
        }
        catch
        {
            Dispose();
            throw;
        }

        Rows = new(TableOf(_input), TableOf(_output), TableOf(_nodes), new RowGuard());
    }

    /// <summary>The rows, for the trainers.</summary>
    public ModelRows Rows { get; }

    /// <summary>Bytes of the rows of so many words: words times the stride, for each matrix.</summary>
    public static long BytesFor(LearnerOptions options, long words) =>
        words * options.Stride * sizeof(float) * (1 + (options.HasOutputEmbeddings ? 1 : 0) + (options.HasInnerNodes ? 1 : 0));

    /// <summary>Input embeddings that lie one behind the other.</summary>
    public ReadOnlySpan<float> InputRows(int first, int count) => _input.Rows(first, count);

    /// <summary>
    /// Zero rows for up to <paramref name="capacity"/> words, each matrix from <paramref name="create"/> (rows, dimension, whether the first rows are those in use all the time). Of the inner nodes these are
    /// the last ones, near the root.
    /// </summary>
    public static EmbeddingModel Create(LearnerOptions options, int capacity, Func<long, int, bool, IRowMatrix> create) =>
        new(options, name => create(capacity, options.Dimension, name != NodesFile));

    /// <summary>
    /// The <paramref name="rows"/> rows of a committed generation, with room for up to <paramref name="capacity"/> words. A matrix that the generation does not have, as after an
    /// import, starts from zero.
    /// </summary>
    public static EmbeddingModel Open(LearnerOptions options, Generation generation, int rows, int capacity, MatrixPlacement placement)
    {
        var model = new EmbeddingModel(options, name => generation.Has(name)
            ? generation.Map(name, capacity, name == NodesFile ? placement.WithoutStayingRows : placement)
            : placement.Create(capacity, options.Dimension, name != NodesFile));
        try
        {
            model.Allocate(Math.Min(capacity, rows));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives a row its first vector: input U(-2/D, 2/D) from the draws named by the id and how many words had the row before, output zero. That is four times
    /// the width of word2vec.c and twice that of gensim, because one pass learns more from it (docs/decisions/0012). Ids come up in ascending order the first
    /// time, so that the rows in use are those before the highest.
    /// </summary>
    /// <exception cref="StorageException">The rows live on a disk that has no space for one more.</exception>
    public void InitializeRow(int id, uint rowGeneration)
    {
        Allocate(id + 1);
        Rows.Guard.Current?.KeepWord(id);
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

    /// <summary>Whether rows may have left memory, so that <see cref="FetchAhead"/> is worth its price.</summary>
    public bool MayLeaveMemory => _input.MayLeaveMemory;

    /// <summary>Moves the first <paramref name="words"/> rows of each matrix to scratch files, but for those that stay; see <see cref="IRowMatrix.CopyToDisk"/>.</summary>
    public void MoveToDisk(string folder, int words, long stayingRows)
    {
        // All are written before any is moved, so that rows never live in two places when the disk has no room for the rest.
        var copies = new List<RowsOnDisk>();
        try
        {
            foreach (var matrix in new[] { _input, _output, _nodes })
            {
                if (matrix?.CopyToDisk(folder, words, matrix == _nodes ? 0 : stayingRows) is { } copy)
                {
                    copies.Add(copy);
                }
            }
        }
        catch
        {
            copies.ForEach(copy => copy.Dispose());
            throw;
        }

        copies.ForEach(copy => copy.MoveIn());
    }

    /// <summary>Starts to bring rows of each matrix into memory, in any order; returns before they are there.</summary>
    public void FetchAhead(ReadOnlySpan<int> input, ReadOnlySpan<int> output, ReadOnlySpan<int> nodes)
    {
        _input.FetchAhead(input);
        _output?.FetchAhead(output);
        _nodes?.FetchAhead(nodes);
    }

    /// <summary>Looks at the first <paramref name="words"/> rows of each matrix.</summary>
    /// <exception cref="ArithmeticException">A row holds a number that is not finite: the model has diverged.</exception>
    public void RequireFinite(int words)
    {
        RequireFinite(_input, words);
        RequireFinite(_output, words);
        RequireFinite(_nodes, words - 1);
    }

    /// <summary>
    /// Begins to write the first <paramref name="words"/> rows of each matrix to a generation. They are those of the moment at which <see cref="RowGuard.Begin"/> is given the result.
    /// </summary>
    /// <exception cref="StorageException">The files cannot be made.</exception>
    public ModelSnapshot Begin(GenerationWriter writer, int words) => new(
        writer,
        writer.BeginMatrix(InputFile, _input, words),
        _output is null ? null : writer.BeginMatrix(OutputFile, _output, words),
        _nodes is null ? null : writer.BeginMatrix(NodesFile, _nodes, Math.Max(words - 1, 0)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _output?.Dispose();
        _nodes?.Dispose();
    }

    /// <summary>A word has a row in each matrix; of inner nodes there is one fewer, and a row to spare harms nothing.</summary>
    private void Allocate(int words)
    {
        _input.Allocate(words);
        _output?.Allocate(words);
        _nodes?.Allocate(words);
    }

    private static void RequireFinite(IRowMatrix? matrix, int rows)
    {
        if (matrix is null)
        {
            return;
        }

        var step = Math.Max(1, ScanFloats / matrix.Stride);
        matrix.ReadAhead(0, step);
        for (var first = 0; first < rows; first += step)
        {
            matrix.ReadAhead((long)first + step, step);
            var place = 0;
            foreach (var number in matrix.Rows(first, Math.Min(step, rows - first)))
            {
                if (!float.IsFinite(number))
                {
                    throw new ArithmeticException($"row {first + (place / matrix.Stride)} is no longer finite");
                }

                place++;
            }
        }
    }

    private static RowTable TableOf(IRowMatrix? matrix) => matrix is null ? default : RowTable.Over(ref matrix.Origin, matrix.Stride);
}
