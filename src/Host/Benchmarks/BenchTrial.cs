using System.Diagnostics;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Services;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Benchmarks;

/// <summary>Runs one combination once: what <c>train</c> does in one pass, with a new learner, and a generation of it in a store that is there for that.</summary>
internal sealed class BenchTrial(BenchCorpus corpus, LearningSettings common, StoreFolder store, TimeProvider time)
{
    /// <summary>One line in this many is timed while it becomes tokens, as one sentence in 32 is timed in the learner: measuring costs next to nothing.</summary>
    private const int Stride = 32;

    /// <summary>Trains on the whole text and writes a generation.</summary>
    /// <exception cref="FailedException">The model has diverged.</exception>
    public TrialFigures Run(BenchCase one, CancellationToken stop)
    {
        using var learner = NewLearner(one);
        var tokenizing = Train(learner, one, Timeout.InfiniteTimeSpan, stop);
        var progress = learner.Progress();
        var work = learner.Work();
        var writing = Write(learner, one);
        return new(progress.Words, learner.Vocabulary, learner.MatrixBytes, progress.TrainingTime, tokenizing, work, writing);
    }

    /// <summary>Trains for up to <paramref name="limit"/>, for nothing but its code to be compiled in full.</summary>
    public void WarmUp(BenchCase one, TimeSpan limit, CancellationToken stop)
    {
        using var learner = NewLearner(one);
        Train(learner, one, limit, stop);
    }

    private Learner NewLearner(BenchCase one)
    {
        try
        {
            return Learner.ForCorpus(one.Over(common.Model).ToLearner(), corpus.Words, Creation(one.Mapping), one.Kernel);
        }
        catch (OutOfMemoryException error)
        {
            throw new FailedException($"the matrices of {one} are not to be had: {error.Message}; leave it out", error);
        }
    }

    private Func<long, int, bool, IRowMatrix> Creation(BenchMapping mapping) => mapping switch
    {
        BenchMapping.Private => MatrixPlacement.Private.Create,
        BenchMapping.Huge => MatrixPlacement.Huge.Create,
        BenchMapping.Shared => MatrixPlacement.Of(MappingKind.Shared, store.Path).Create,
        _ => (rows, dimension, _) => HeapMatrix.Create(rows, dimension),
    };

    private TimeSpan Train(Learner learner, BenchCase one, TimeSpan limit, CancellationToken stop)
    {
        try
        {
            return Train(learner, limit, stop);
        }
        catch (DivergenceException error)
        {
            throw Diverged(one, error);
        }
    }

    private static FailedException Diverged(BenchCase one, DivergenceException error) =>
        new($"the model of {one} has diverged: {error.Message}; its speed means nothing", error);

    private TimeSpan Train(Learner learner, TimeSpan limit, CancellationToken stop)
    {
        var tokenizer = corpus.NewTokenizer();
        var tokens = new TokenBuffer();
        var (lines, bytes, timedBytes, timedTicks) = (0L, 0L, 0L, 0L);
        var start = Stopwatch.GetTimestamp();
        using var reader = corpus.Open();
        while (reader.Read(stop) is { } block && (limit == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(start) < limit))
        {
            foreach (var line in block.Lines.EnumerateLines())
            {
                var mark = lines++ % Stride == 0 ? Stopwatch.GetTimestamp() : 0;
                tokenizer.Tokenize(line, tokens);
                if (mark != 0)
                {
                    timedTicks += Stopwatch.GetTimestamp() - mark;
                    timedBytes += line.Length + 1;
                }

                bytes += line.Length + 1;
                learner.Learn(tokens);
            }
        }

        learner.Finish();

        // By bytes and not by lines, which may be of very different lengths, or a single one.
        return Stopwatch.GetElapsedTime(0, timedBytes == 0 ? 0 : (long)((double)timedTicks * bytes / timedBytes));
    }

    private TimeSpan Write(Learner learner, BenchCase one)
    {
        var start = Stopwatch.GetTimestamp();
        Generation generation;
        using (var writer = store.BeginGeneration())
        {
            try
            {
                learner.Write(writer);
            }
            catch (DivergenceException error)
            {
                throw Diverged(one, error);
            }

            writer.AddFile(CorpusBookmark.FileName, new CorpusBookmark(1, default, corpus.Fingerprint).ToBytes());
            generation = writer.Commit(ManifestOf(learner, one));
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        store.RemoveBefore(generation.Number);
        return elapsed;
    }

    private Manifest ManifestOf(Learner learner, BenchCase one) => new()
    {
        CreatedUtc = time.GetUtcNow(),
        Journal = default,
        Tokens = learner.Position.Tokens,
        Vocabulary = learner.Vocabulary,
        Dimension = one.Dimension,
        MathProfile = one.ToString(),
        Verb = "train",
        Complete = true,
        Options = StoredOptions.Describe(common with { Model = one.Over(common.Model) }),
    };
}
