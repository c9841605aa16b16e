using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;
using StreamW2V.TestKit;
using static StreamW2V.Engine.Tests.Training.TopicLines;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>
/// Prevents a learner whose model depends on when it was stopped, restarted or written: whatever is interrupted, the bytes of the last generation must equal
/// those of the uninterrupted run.
/// </summary>
public sealed class LearnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-learner-").FullName;
    private readonly LearnerStores _stores;

    public LearnerTests() => _stores = new LearnerStores(_folder);

    [Theory]
    [MemberData(nameof(StreamVariants.Names), MemberType = typeof(StreamVariants))]
    public void A_stream_stopped_and_continued_anywhere_gives_the_same_bytes(string variant)
    {
        var options = StreamVariants.All[variant];
        var lines = Lines(3000);
        var whole = Learn(options, lines, []);
        Assert.Equal(whole, Learn(options, lines, [1, 2, lines.Length / 3, (lines.Length / 3) + 1, lines.Length - 1]));
        Assert.NotEqual(whole, Learn(options with { Seed = 2 }, lines, []));
        Assert.NotEqual(whole, Learn(options with { HalfLife = 4000 }, lines, []));
        Assert.Equal(variant.Contains("evictions", StringComparison.Ordinal), whole.Contains("evictions", StringComparison.Ordinal));
    }

    [Fact]
    public void Candidates_keep_the_words_around_them_wherever_a_stream_is_stopped()
    {
        var options = StreamVariants.All["sg hs from contexts with evictions"];
        var lines = Lines(1200);
        var whole = Learn(options, lines, []);
        Assert.Equal(whole, Learn(options, lines, [.. Enumerable.Range(1, 11).Select(i => i * 97)]));
        Assert.NotEqual(whole, Learn(options with { FirstVectors = FirstVectors.Random }, lines, []));
        Assert.NotEqual(whole, Learn(options with { Window = 4 }, lines, []));
    }

    [Fact]
    public void A_generation_written_on_the_way_changes_nothing()
    {
        var options = StreamVariants.All["sg hs"];
        var lines = Lines(1500);
        Assert.Equal(Learn(options, lines, []), Learn(options, lines, [], writeEvery: 100));
    }

    [Theory]
    [InlineData("sg ns with phrases", 50)]
    [InlineData("sg ns+hs with phrases, evictions and decay", 10)]
    public void Phrases_are_learned_as_words_until_they_are_turned_off(string variant, int phrases)
    {
        var options = StreamVariants.All[variant];
        var lines = Lines(3000);
        Assert.NotEqual(Learn(options, lines, []), Learn(options with { Phrases = null }, lines, []));
        Assert.NotEqual(Learn(options, lines, []), Learn(options with { Phrases = StreamVariants.Loose with { Threshold = 0.3 } }, lines, []));

        var (generation, store) = LearnFrom(null, options, lines[..2000]);
        var known = Phrases(generation, 10);
        Assert.True(known.Length >= phrases, $"{known.Length} phrases");
        using (store)
        {
            var (off, offStore) = LearnFrom(generation, options with { Phrases = null }, lines[2000..]);
            using (offStore)
            {
                // Their rows stay, and their counts: nothing is joined any more. What they are is kept.
                Assert.True(PhraseState.ReadTable(off, new TokenHash(new byte[16]))!.Count > 0);
                var (on, onStore) = LearnFrom(off, options, lines);
                onStore.Dispose();
                Assert.NotEmpty(Phrases(on, 10));
            }
        }
    }

    [Fact]
    public void A_word_that_takes_the_row_of_another_starts_from_a_first_vector_of_its_own()
    {
        var options = new LearnerOptions { Dimension = 16, MinCount = 1, MaxVocabulary = 1, Sample = 0 };
        var vocabulary = new GrowingVocabulary(new TokenHash(new byte[16]), options.MinCount, options.MaxVocabulary);
        using var model = EmbeddingModel.Create(options, options.MaxVocabulary, MatrixPlacement.Private.Create);
        using var pool = new TrainerPool([KernelSelector.Dispatch<TrainerOf, ITrainer>(new TrainerOf(options, model.Rows))]);
        var growth = new Growth(options, vocabulary, model, new CodeTable(), null);
        vocabulary.Observe("old"u8);
        growth.CrossEdge(pool, 0);
        pool.Drain();
        var first = model.Rows.Input[0].ToArray();
        model.Rows.Input[0][..options.Dimension].Fill(7);
        model.Rows.Output[0][..options.Dimension].Fill(7);
        vocabulary.Observe("new"u8);
        vocabulary.Observe("new"u8);
        growth.CrossEdge(pool, 0);
        pool.Drain();
        Assert.Equal(0, vocabulary.Find("new"u8));
        Assert.All(model.Rows.Output[0].ToArray(), number => Assert.Equal(0, number));
        Assert.All(model.Rows.Input[0].ToArray(), number => Assert.InRange(number, -2f / 16, 2f / 16));
        Assert.NotEqual(first, model.Rows.Input[0].ToArray());
    }

    [Fact]
    public void A_diverged_model_is_not_written()
    {
        var options = StreamVariants.All["sg ns"] with { Alpha = 1e30f };
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        Assert.Throws<DivergenceException>(() =>
        {
            foreach (var line in Lines(1500))
            {
                learner.Learn(Tokens(line));
            }

            Write(learner);
        });
    }

    [Fact]
    public void A_little_text_is_enough_for_a_first_vocabulary()
    {
        using var learner = Learner.ForStream(new LearnerOptions { MinCount = 2 }, new TokenHash(new byte[16]), MatrixPlacement.Private);
        LearnText(learner, "few words ", Learner.FirstEdge);
        Assert.Equal(2, learner.Vocabulary);
    }

    [Fact]
    public void Several_threads_learn_every_word_once_and_keep_the_rows_finite()
    {
        var options = StreamVariants.All["cbow ns+hs"] with { Threads = 4 };
        var lines = Lines(2000);
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in lines)
        {
            learner.Learn(Tokens(line));
        }

        learner.Finish();
        var progress = learner.Progress();
        Assert.Equal(lines.Sum(line => line.Split(' ').Length), progress.Tokens);
        Assert.Equal(learner.Position.Words, progress.Words);
        Assert.True(progress.MeanLoss is > 0 and < 100);
        var (generation, store) = Write(learner);
        using (store)
        {
            using var rows = generation.MapReadOnly("input.npy");
            for (var row = 0L; row < rows.FileRows; row++)
            {
                foreach (var number in rows.Rows(row, 1))
                {
                    Assert.True(float.IsFinite(number));
                }
            }
        }
    }

    [Fact]
    public void A_corpus_interrupted_between_two_passes_gives_the_same_bytes()
    {
        var options = new LearnerOptions { Dimension = 20, MinCount = 3, Passes = 2 };
        var lines = Lines(1500);
        var counter = new WordCounter(new TokenHash(new byte[16]));
        foreach (var line in lines)
        {
            counter.Add(Tokens(line));
        }

        string Train(bool interrupt)
        {
            var learner = Learner.ForCorpus(options, counter, MatrixPlacement.Private.Create);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var i = 0; i < lines.Length; i++)
                {
                    learner.Learn(Tokens(lines[i]));
                    if (interrupt && i % 600 == 599)
                    {
                        var (generation, store) = Write(learner);
                        learner.Dispose();
                        using (store)
                        {
                            learner = Learner.Open(options, new TokenHash(new byte[16]), generation, MatrixPlacement.Huge, grows: false);
                        }
                    }
                }
            }

            using (learner)
            {
                return _stores.Hash(learner);
            }
        }

        Assert.Equal(Train(interrupt: false), Train(interrupt: true));
    }

    [Theory]
    [InlineData("cbow ns+hs")]
    [InlineData("sg hs with evictions")]
    [InlineData("sg ns from a pool with evictions")]
    public void A_stream_gives_the_same_bytes_whatever_the_mapping(string variant)
    {
        var options = StreamVariants.All[variant];
        var lines = Lines(1500);
        var expected = Learn(options, lines, [700]);
        Assert.All(Enum.GetValues<MappingKind>(), kind => Assert.Equal(expected, Learn(options, lines, [700], mapping: kind)));
    }

    [Theory]
    [InlineData("cbow ns+hs")]
    [InlineData("sg ns from a pool with evictions")]
    public void A_stream_whose_rows_move_to_the_disk_on_the_way_gives_the_same_bytes(string variant)
    {
        var options = StreamVariants.All[variant];
        var lines = Lines(1500);
        var expected = Learn(options, lines, []);
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        for (var i = 0; i < lines.Length; i++)
        {
            if (i is 600 or 601)
            {
                learner.MoveToDisk(_folder, stayingRows: 100);
                Assert.Equal(options.Objective == Objective.Both ? 3 : 2, ScratchBytes(_folder).Count);
            }

            learner.Learn(Tokens(lines[i]));
        }

        Assert.Equal(expected, _stores.Hash(learner));
    }

    [Fact]
    public void A_corpus_gives_the_same_bytes_whatever_the_mapping_and_on_the_heap()
    {
        var options = new LearnerOptions { Dimension = 20, MinCount = 3, Objective = Objective.Both };
        var lines = Lines(500);
        var counter = new WordCounter(new TokenHash(new byte[16]));
        foreach (var line in lines)
        {
            counter.Add(Tokens(line));
        }

        string Train(Func<long, int, bool, IRowMatrix> create)
        {
            using var learner = Learner.ForCorpus(options, counter, create);
            foreach (var line in lines)
            {
                learner.Learn(Tokens(line));
            }

            return _stores.Hash(learner);
        }

        var expected = Train((rows, dimension, _) => HeapMatrix.Create(rows, dimension));
        Assert.All(Enum.GetValues<MappingKind>(), kind => Assert.Equal(expected, Train(MatrixPlacement.Of(kind, _folder).Create)));
        Assert.Equal(expected, Train(MatrixPlacement.Of(MappingKind.Shared, _folder, stayingRows: 100).Create));
    }

    [Fact]
    public void Matrices_that_a_generation_lacks_are_allocated_for_the_words_it_has()
    {
        var shape = new LearnerOptions { Dimension = 20, MinCount = 3 };
        var lines = Lines(500);
        using var learner = Learner.ForStream(shape, new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in lines)
        {
            learner.Learn(Tokens(line));
        }

        var (generation, store) = Write(learner);
        using (store)
        {
            var placement = MatrixPlacement.Of(MappingKind.Shared, store.Path);
            using var model = EmbeddingModel.Open(shape with { Objective = Objective.Both }, generation, learner.Vocabulary, learner.Vocabulary + 100, placement);
            Assert.Equal(3, ScratchBytes(store.Path).Count(bytes => bytes >= learner.Vocabulary * 32 * sizeof(float)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(19_999)]
    public void A_row_that_is_not_finite_is_named_and_nothing_is_left(int row)
    {
        using var model = EmbeddingModel.Create(new LearnerOptions { Dimension = 20 }, 20_001, MatrixPlacement.Private.Create);
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, "diverged"), 1);
        model.Rows.Output[20_000][0] = float.NaN;
        model.Rows.Output[row][19] = float.PositiveInfinity;
        using (var writer = store.BeginGeneration())
        {
            var error = Assert.Throws<ArithmeticException>(() => model.Begin(writer, 20_000).End());
            Assert.Equal($"row {row} is no longer finite", error.Message);
        }

        Assert.Empty(Directory.EnumerateDirectories(store.GenerationsPath));
    }

    [Fact]
    public void Scratch_files_that_cannot_be_made_are_an_error_and_leave_no_matrix_behind()
    {
        var options = new LearnerOptions { Dimension = 20 };
        var placement = MatrixPlacement.Of(MappingKind.Shared, Path.Combine(_folder, "none"));
        var error = Assert.Throws<StorageException>(() => Learner.ForStream(options, new TokenHash(new byte[16]), placement));
        Assert.Contains("none/scratch-", error.Message, StringComparison.Ordinal);

        var matrices = new List<IRowMatrix>();
        Assert.Throws<StorageException>(() => EmbeddingModel.Create(options, 10, (rows, dimension, isHotFirst) =>
        {
            matrices.Add((matrices.Count == 0 ? MatrixPlacement.Private : placement).Create(rows, dimension, isHotFirst));
            return matrices[^1];
        }));
        Assert.Throws<ObjectDisposedException>(() => Assert.Single(matrices).Origin);
    }

    [Fact]
    public void A_stream_goes_on_from_a_finished_corpus_and_admits_new_words()
    {
        var options = new LearnerOptions { Dimension = 20, MinCount = 3, Objective = Objective.Both };
        var counter = new WordCounter(new TokenHash(new byte[16]));
        var lines = Lines(500);
        foreach (var line in lines)
        {
            counter.Add(Tokens(line));
        }

        using var corpus = Learner.ForCorpus(options, counter, MatrixPlacement.Private.Create);
        foreach (var line in lines)
        {
            corpus.Learn(Tokens(line));
        }

        var (generation, store) = Write(corpus);
        using (store)
        {
            using var stream = Learner.Open(options, new TokenHash(new byte[16]), generation, MatrixPlacement.Private, grows: true);
            var before = stream.Vocabulary;
            LearnText(stream, "unheard of words ", Learner.EdgeTokens * 2);
            stream.Finish();
            Assert.Equal(before + 3, stream.Vocabulary);
        }
    }

    [Fact]
    public void Learning_brings_words_of_one_topic_together()
    {
        var options = new LearnerOptions { Dimension = 32, MinCount = 3, Sample = 0, Alpha = 0.05f };
        using var learner = Learner.ForStream(options, new TokenHash(new byte[16]), MatrixPlacement.Private);
        foreach (var line in Lines(6000))
        {
            learner.Learn(Tokens(line));
        }

        var (generation, store) = Write(learner);
        using (store)
        {
            var vocabulary = VocabularyFile.Read(generation.ReadFile(VocabularyFile.FileName), "vocabulary.bin");
            using var rows = generation.MapReadOnly("input.npy");
            var topics = Enumerable.Range(0, vocabulary.Rows).Select(id => Encoding.UTF8.GetString(vocabulary.Token(id))).ToArray();
            var frequent = Enumerable.Range(0, 60).ToArray();
            var same = Mean(from a in frequent from b in frequent where a < b && topics[a][0] == topics[b][0] select Cosine(rows.Rows(a, 1), rows.Rows(b, 1)));
            var other = Mean(from a in frequent from b in frequent where a < b && topics[a][0] != topics[b][0] select Cosine(rows.Rows(a, 1), rows.Rows(b, 1)));
            Assert.True(same > other + 0.3, $"same topic {same}, other topics {other}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double Mean(IEnumerable<double> values) => values.Average();

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, x = 0, y = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += a[i] * b[i];
            x += a[i] * a[i];
            y += b[i] * b[i];
        }

        return dot / Math.Sqrt(x * y);
    }

    private static void LearnText(Learner learner, string words, int tokens)
    {
        var line = Tokens(string.Concat(Enumerable.Repeat(words, 20)));
        for (var done = 0; done < tokens; done += line.Count)
        {
            learner.Learn(line);
        }
    }

    private (Generation Generation, StoreFolder Store) LearnFrom(Generation? start, LearnerOptions options, string[] lines)
    {
        var hash = new TokenHash(new byte[16]);
        using var learner = start is null
            ? Learner.ForStream(options, hash, MatrixPlacement.Private)
            : Learner.Open(options, hash, start, MatrixPlacement.Private, grows: true);
        foreach (var line in lines)
        {
            learner.Learn(Tokens(line));
        }

        return Write(learner);
    }

    /// <summary>Phrases with a row and a count.</summary>
    private static string[] Phrases(Generation generation, double count)
    {
        var vocabulary = VocabularyFile.Read(generation.ReadFile(VocabularyFile.FileName), "vocabulary.bin");
        return [.. Enumerable.Range(0, vocabulary.Rows).Where(id => vocabulary.Count(id) >= count).Select(id => Encoding.UTF8.GetString(vocabulary.Token(id))).Where(word => word.Contains('_', StringComparison.Ordinal))];
    }

    private string Learn(LearnerOptions options, string[] lines, int[] stops, int writeEvery = int.MaxValue, MappingKind mapping = MappingKind.Private)
    {
        var hash = new TokenHash(new byte[16]);
        var placement = MatrixPlacement.Of(mapping, _folder);
        var learner = Learner.ForStream(options, hash, placement);
        for (var i = 0; i < lines.Length; i++)
        {
            if (stops.Contains(i))
            {
                var (generation, store) = Write(learner);
                learner.Dispose();
                using (store)
                {
                    learner = Learner.Open(options, hash, generation, placement, grows: true);
                }
            }

            learner.Learn(Tokens(lines[i]));
            if (i % writeEvery == writeEvery - 1)
            {
                Write(learner).Store.Dispose();
            }
        }

        using (learner)
        {
            return _stores.Hash(learner);
        }
    }

    private (Generation Generation, StoreFolder Store) Write(Learner learner) => _stores.Write(learner);

    /// <summary>Bytes on the disk of each of this process's scratch files in a folder.</summary>
    private static List<long> ScratchBytes(string folder)
    {
        var bytes = new List<long>();

        // Of each file there is one to write through, and one that is asked whether the disk took it.
        foreach (var descriptor in OpenDescriptors.To(folder + "/scratch-").DistinctBy(path => File.ResolveLinkTarget(path, returnFinalTarget: false)!.FullName))
        {
            using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b", descriptor]) { RedirectStandardOutput = true })!;
            bytes.Add(512 * long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture));
            stat.WaitForExit();
        }

        return bytes;
    }

    private readonly record struct TrainerOf(LearnerOptions Options, ModelRows Rows) : IKernelAction<ITrainer>
    {
        public ITrainer Run<TKernel>()
            where TKernel : struct, IKernel => new Trainer<TKernel>(Options, Rows, new CodeTable(), new TrainersAtWork());
    }
}
