using System.Text;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Prevents first vectors that are not the stated mean, that read a row another newcomer has taken, or that touch rows of others.</summary>
public sealed class ContextVectorTests : IDisposable
{
    private static readonly LearnerOptions Options = new()
    {
        Dimension = 3,
        MinCount = 1,
        MaxVocabulary = 6,
        GraceTokens = 0,
        Sample = 0.05,
        Window = 2,
        FirstVectors = FirstVectors.Context,
    };

    private readonly GrowingVocabulary _vocabulary;
    private readonly EmbeddingModel _model;
    private readonly TrainerPool _pool;
    private readonly Growth _growth;

    public ContextVectorTests()
    {
        _vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), Options.MinCount, Options.MaxVocabulary, contextWindow: Options.ContextWindow);
        _model = EmbeddingModel.Create(Options, Options.MaxVocabulary, MatrixPlacement.Private.Create);
        _pool = new TrainerPool([KernelSelector.Dispatch<TrainerOf, ITrainer>(new TrainerOf(Options, _model.Rows))]);
        _growth = new Growth(Options, _vocabulary, _model, new CodeTable(), null);
    }

    [Fact]
    public void A_vector_is_the_weighted_mean_at_the_median_norm()
    {
        var rows = RowTable.Allocate(4, 16, out var memory);
        float[][] vectors = [[3, 4, 0], [0, 0, 2], [1, 0, 0], [9, 9, 9]];
        for (var row = 0; row < 4; row++)
        {
            vectors[row].CopyTo(rows[row]);
        }

        var tables = new SamplingTables([900, 50, 50, 0], 0.75, 0.01, needsNoise: true);
        var (often, rare) = (SamplingTables.KeepProbability(900, 1000, 0.01), SamplingTables.KeepProbability(50, 1000, 0.01));
        Assert.True(often < 0.2 && rare > 0.6);

        // Row 1 twice; norms 1, 2, 2, 5.
        double[] mean = [(3 * often) + rare, 4 * often, 2 * 2 * rare];
        var norm = Math.Sqrt(mean.Sum(x => x * x));
        var vector = new ContextVector(rows, 3).Of([0, 1, 2, 1], tables)!;
        Assert.All(vector.Zip(mean), pair => Assert.Equal(pair.Second * 2 / norm, pair.First, 1e-6));
        GC.KeepAlive(memory);
    }

    [Fact]
    public void Without_a_context_that_has_a_direction_there_is_no_vector()
    {
        var rows = RowTable.Allocate(2, 16, out var memory);
        rows[1][0] = 1;
        var tables = new SamplingTables([], 0.75, 0, needsNoise: true);
        var vectors = new ContextVector(rows, 3);
        Assert.Null(vectors.Of([], tables));
        Assert.Null(vectors.Of([0, 0], tables));
        Assert.Equal([1f, 0, 0], vectors.Of([1], tables)!);
        GC.KeepAlive(memory);
    }

    [Fact]
    public void Newcomers_start_from_the_words_around_them_and_no_other_row_is_touched()
    {
        Observe("a b c a b c a");
        CrossEdge();
        var before = Rows();
        var (a, b, c) = (_vocabulary.Find("a"u8), _vocabulary.Find("b"u8), _vocabulary.Find("c"u8));
        Observe("a new b c");
        Observe("a twin b c");
        Observe("alone");
        var tables = _growth.Tables;
        CrossEdge();
        int newcomer = _vocabulary.Find("new"u8), twin = _vocabulary.Find("twin"u8), alone = _vocabulary.Find("alone"u8);
        var expected = new ContextVector(_model.Rows.Input, 3).Of([a, b, c], tables)!;
        Assert.All(new[] { newcomer, twin }, id => Assert.Equal(Sum(Draw(id, 0), expected), Row(id)));
        Assert.NotEqual(Row(newcomer), Row(twin));
        Assert.Equal(Draw(alone, 0), Row(alone));
        Assert.All(new[] { a, b, c }, id => Assert.Equal(before[id], Row(id)));
    }

    [Fact]
    public void A_word_that_is_evicted_at_the_same_edge_counts_with_the_vector_it_had()
    {
        Observe("a a a a b b b c c c d d d e f");
        CrossEdge();
        var before = Rows();
        int e = _vocabulary.Find("e"u8), f = _vocabulary.Find("f"u8);
        Observe("first first first e");
        Observe("f second second second");
        CrossEdge();
        Assert.Equal(2, _vocabulary.Evictions);
        int[] rows = [_vocabulary.Find("first"u8), _vocabulary.Find("second"u8)];
        Assert.Equal(new[] { e, f }.Order(), rows.Order());

        // Of a context of one word the vector is that word's.
        Assert.All(rows.Zip([e, f]), pair => Assert.Equal(
            Sum(Draw(pair.First, 1), before[pair.Second]).Select(x => Math.Round(x, 5)), Row(pair.First).Select(x => Math.Round(x, 5))));
        Assert.All(Enumerable.Range(0, 6).Except(rows), id => Assert.Equal(before[id], Row(id)));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _model.Dispose();
    }

    /// <summary>The draw that a word would start from alone.</summary>
    private static float[] Draw(int id, uint rowGeneration)
    {
        using var model = EmbeddingModel.Create(Options, Options.MaxVocabulary, MatrixPlacement.Private.Create);
        model.InitializeRow(id, rowGeneration);
        return model.Rows.Input[id][..3].ToArray();
    }

    private static float[] Sum(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private float[] Row(int id) => _model.Rows.Input[id][..3].ToArray();

    private float[][] Rows() => [.. Enumerable.Range(0, _vocabulary.Count).Select(Row)];

    private void CrossEdge()
    {
        _growth.CrossEdge(_pool, 0);
        _pool.Drain();
    }

    private void Observe(string line)
    {
        var tokens = new TokenBuffer();
        foreach (var word in line.Split(' '))
        {
            tokens.Add(Encoding.UTF8.GetBytes(word));
        }

        _vocabulary.ObserveAll(tokens);
    }

    private readonly record struct TrainerOf(LearnerOptions Options, ModelRows Rows) : IKernelAction<ITrainer>
    {
        public ITrainer Run<TKernel>()
            where TKernel : struct, IKernel => new Trainer<TKernel>(Options, Rows, new CodeTable(), new TrainersAtWork());
    }
}
