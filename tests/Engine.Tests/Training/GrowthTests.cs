using System.Text;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Prevents newcomers that inherit something of the word before them, and tables and trees that go stale where counts decay.</summary>
public sealed class GrowthTests : IDisposable
{
    private static readonly LearnerOptions Options = new()
    {
        Dimension = 4,
        MinCount = 1,
        MaxVocabulary = 100,
        GraceTokens = 0,
        Sample = 1e-4,
        Objective = Objective.Both,
        RateSchedule = RateSchedule.Word,
    };

    private readonly List<IDisposable> _models = [];
    private GrowingVocabulary _vocabulary = null!;
    private TrainerPool _pool = null!;
    private Growth _growth = null!;
    private long _tokens;

    [Fact]
    public void A_newcomer_has_no_part_in_the_noise_and_is_never_dropped_until_tables_are_made_for_it()
    {
        // The first of the ten words of the smallest count.
        const int Row = 90;
        Begin(Options);
        FillWithZipf();
        var tables = _growth.Tables;
        Assert.True(tables.Keep(Row) < 1 && _growth.Rates.Input(Row) < 1 && _growth.Rates.Output(Row) < 1);
        Assert.Contains(Row, Draws(tables));
        See("newcomer", 12);
        CrossEdge();
        Assert.Equal(Row, _vocabulary.Find("newcomer"u8));
        Assert.Same(tables, _growth.Tables);
        Assert.DoesNotContain(Row, Draws(tables));
        Assert.Equal((1f, 1f, 1f), (tables.Keep(Row), _growth.Rates.Input(Row), _growth.Rates.Output(Row)));
        Assert.Equal([Row], _growth.State.Tables.Vacated);

        // A restart draws from the same tables.
        var before = Draws(tables);
        var restored = new Growth(Options, _vocabulary, Model(Options), new CodeTable(), _growth.State);
        Assert.Equal(before, Draws(restored.Tables));
        Assert.Equal(Enumerable.Range(0, 100).Select(tables.Keep), Enumerable.Range(0, 100).Select(restored.Tables.Keep));
        Assert.Equal(Enumerable.Range(0, 100).Select(_growth.Rates.Input), Enumerable.Range(0, 100).Select(restored.Rates.Input));
    }

    [Fact]
    public void Neighbors_that_all_go_at_one_edge_leave_the_tables_as_they_are()
    {
        const int Words = 400;
        var options = Options with { MaxVocabulary = Words, NegativeLocality = 16, Objective = Objective.NegativeSampling };
        Begin(options);
        int[] gone = [.. Enumerable.Range(Words - NoisePool.Neighbors, NoisePool.Neighbors)];
        for (var word = 0; word < Words; word++)
        {
            See($"w{word}", word < gone[0] ? 20 : 5);
        }

        CrossEdge();
        var tables = _growth.Tables;
        Assert.Empty(gone.Except(Draws(tables)));
        foreach (var row in gone)
        {
            See($"newcomer{row}", 12);
        }

        CrossEdge();
        Assert.Same(tables, _growth.Tables);
        Assert.Equal(gone, _growth.State.Tables.Vacated.Order());
        var draws = Draws(tables);
        Assert.All(draws, id => Assert.InRange(id, -1, Words - 1));
        Assert.Empty(draws.Intersect(gone));

        // A restart draws from the same tables.
        var restored = new Growth(options, _vocabulary, Model(options), new CodeTable(), _growth.State);
        Assert.Equal(draws, Draws(restored.Tables));
    }

    [Fact]
    public void Tables_that_cannot_forget_a_word_after_a_change_of_options_are_made_anew()
    {
        const int Row = 99;
        var options = Options with { NegativeLocality = 16, Objective = Objective.NegativeSampling };
        Begin(options);
        for (var word = 0; word < 100; word++)
        {
            See($"w{word}", 100);
        }

        CrossEdge();
        for (var word = 0; word < Row; word++)
        {
            See($"w{word}", 1);
        }

        See("newcomer", 102);
        CrossEdge();
        Assert.Equal([Row], _growth.State.Tables.Vacated);

        // All counts were equal when the tables were made: without a pool each word has a cell of its own, and no other could be drawn from it.
        var restored = new Growth(options with { NegativeLocality = 0 }, _vocabulary, Model(options), new CodeTable(), _growth.State);
        Assert.Empty(restored.State.Tables.Vacated);
        Assert.Equal(_vocabulary.CountNow(Row), restored.Tables.Counts[Row]);
    }

    [Fact]
    public void A_frequent_word_that_goes_takes_the_tables_with_it()
    {
        Begin(Options with { MaxVocabulary = 2 });
        See("heavy", 1000);
        See("light", 1001);
        CrossEdge();
        See("heavy", 3);
        See("light", 1);
        CrossEdge();
        var tables = _growth.Tables;
        See("newcomer", 1010);
        CrossEdge();
        Assert.Equal(-1, _vocabulary.Find("light"u8));
        Assert.NotSame(tables, _growth.Tables);
        Assert.Equal(_vocabulary.Counts, _growth.Tables.Counts);
        Assert.Empty(_growth.State.Tables.Vacated);
    }

    [Fact]
    public void Evictions_alone_bring_about_a_new_tree_and_new_tables()
    {
        Begin(Options);
        FillWithZipf();
        var (tables, compared) = (_growth.Tables, _growth.State.Tree.Tokens);
        for (var word = 0; word < 40; word++)
        {
            See($"newcomer{word}", (int)_vocabulary.Counts.ToArray().Min() + 1);
            _tokens += 8192; // a new tree takes over at a later edge
            CrossEdge();
        }

        Assert.True(_vocabulary.KnownTokens < compared * 1.05, "few tokens have come");
        Assert.NotSame(tables, _growth.Tables);
        Assert.NotEqual(compared, _growth.State.Tree.Tokens);
    }

    [Fact]
    public void Where_counts_decay_tables_and_tree_keep_up_with_a_stream_that_only_drifts()
    {
        const long HalfLife = 200_000;
        Begin(Options with { MaxVocabulary = 10, HalfLife = HalfLife });
        var made = new HashSet<SamplingTables>();
        var compared = new HashSet<long>();
        for (var edge = 0; edge < 250; edge++)
        {
            for (var word = 0; word < 10; word++)
            {
                See($"w{word}", word + 1 == edge / 30 ? 800 : 20);
            }

            _tokens += 8192;
            CrossEdge();
            if (edge >= 125)
            {
                made.Add(_growth.Tables);
                compared.Add(_growth.State.Tree.RenewalTokens);
            }

            // The tables are never further from the counts than the 5 % of text that came since.
            var distance = Enumerable.Range(0, _growth.Tables.Counts.Length)
                .Sum(id => Math.Abs((_growth.Tables.Counts[id] / _growth.Tables.Total) - (_vocabulary.Counts[id] / _vocabulary.KnownTokens)));
            Assert.True(edge < 10 || distance < 0.2, $"edge {edge}: L1 distance {distance}");
        }

        // A growth by 5 % takes 0.07 half-lives or 1.7 edges, one by 10 % takes 3.4, and a tree takes over an edge later.
        Assert.InRange(made.Count, 55, 70);
        Assert.InRange(compared.Count, 20, 40);

        // The word of the edges 210 to 239: of that of the last ten less has come so far, and those before have decayed.
        var last = _vocabulary.Find("w6"u8);
        Assert.Equal(_growth.Tables.Counts.Max(), _growth.Tables.Counts[last]);
    }

    [Fact]
    public void Rates_follow_counts_as_of_now_whatever_the_unit_they_are_kept_in()
    {
        Begin(Options with { HalfLife = 100_000, Sample = 0 });
        See("word", 1000);
        See("other", 1000);
        _tokens = 90_000;
        CrossEdge();
        See("word", 1000);
        CrossEdge();
        Assert.True(_vocabulary.Decay.Unit > 1.8);
        var now = 1000 + (1000 * Math.Pow(2, -0.9));
        Assert.Equal(now, _growth.Tables.Counts[_vocabulary.Find("word"u8)], 1e-6);
        Assert.Equal(RateCurves.Of(Options).Input.At(now), _growth.Rates.Input(_vocabulary.Find("word"u8)), 1e-6f);
    }

    [Fact]
    public void Words_out_of_use_for_ages_make_no_chain_of_a_tree()
    {
        Begin(Options with { HalfLife = 8192 });
        for (var word = 0; word < 100; word++)
        {
            See($"w{word}", 500);
            _tokens += 3 * 8192;
            CrossEdge();
        }

        Assert.InRange(_vocabulary.CountNow(0), 0, 1e-60);
        Assert.InRange(_growth.Tree!.Depth, 7, 25);
    }

    public void Dispose()
    {
        foreach (var model in _models)
        {
            model.Dispose();
        }
    }

    private static int[] Draws(SamplingTables tables)
    {
        var random = new RandomSource(3, 0, 0);
        return [.. Enumerable.Range(0, 20_000).Select(_ => tables.DrawNoise(0, ref random))];
    }

    private void Begin(LearnerOptions options)
    {
        _vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), options.MinCount, options.MaxVocabulary, options.GraceTokens, options.HalfLife);
        var model = Model(options);
        _pool = new TrainerPool([KernelSelector.Dispatch<TrainerOf, ITrainer>(new TrainerOf(options, model.Rows))]);
        _models.Add(_pool);
        _growth = new Growth(options, _vocabulary, model, new CodeTable(), null);
    }

    private EmbeddingModel Model(LearnerOptions options)
    {
        var model = EmbeddingModel.Create(options, options.MaxVocabulary, MatrixPlacement.Private.Create);
        _models.Add(model);
        return model;
    }

    /// <summary>Words w0 to w99 of counts 1000 / rank, which are their ids, and tables made for them.</summary>
    private void FillWithZipf()
    {
        for (var word = 0; word < 100; word++)
        {
            See($"w{word}", 1000 / (word + 1));
        }

        CrossEdge();
        Assert.Equal(100, _growth.Tables.Counts.Length);
    }

    private void See(string word, int times)
    {
        var token = Encoding.UTF8.GetBytes(word);
        for (var i = 0; i < times; i++)
        {
            _vocabulary.Observe(token);
        }
    }

    private void CrossEdge()
    {
        _growth.CrossEdge(_pool, _tokens);
        _pool.Drain();
    }

    private readonly record struct TrainerOf(LearnerOptions Options, ModelRows Rows) : IKernelAction<ITrainer>
    {
        public ITrainer Run<TKernel>()
            where TKernel : struct, IKernel => new Trainer<TKernel>(Options, Rows, new CodeTable(), new TrainersAtWork());
    }
}
