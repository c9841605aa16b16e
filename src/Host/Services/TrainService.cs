using System.Diagnostics;
using StreamW2V.Engine;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Memory;
using StreamW2V.Ingest;
using StreamW2V.Ingest.Text;
using StreamW2V.Numerics;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Services;

/// <summary>
/// <c>train</c>: counts the words of the files exactly, then trains pass after pass. The files are their own journal: each generation holds the position up
/// to which it has learned, and an interrupted training goes on from there.
/// </summary>
internal sealed class TrainService
{
    private const string Remedy = "free space; the same command goes on from there";
    private readonly TrainRequest _request;
    private readonly LearningSession _session;
    private readonly StoreFolder _store;
    private readonly GenerationCommitter _committer;
    private readonly CorpusFingerprint _fingerprint;
    private readonly long _start = Stopwatch.GetTimestamp();
    private LearningSettings _settings;
    private MappingKind _mapping;
    private long _lines;
    private long _truncated;
    private long _repaired;
    private long _nulBytes;
    private long _countedOversize;

    private TrainService(TrainRequest request, LearningSession session, StoreFolder store, CorpusFingerprint fingerprint)
    {
        _request = request;
        _session = session;
        _store = store;
        _fingerprint = fingerprint;
        _committer = new GenerationCommitter(store, session, request.Keep);
        _settings = new LearningSettings(request.Model, request.Text);
    }

    /// <param name="options">What is learned.</param>
    /// <param name="words">Words with a row.</param>
    /// <param name="counted">Words that are still held because they were counted.</param>
    private MatrixPlacement PlacementFor(LearnerOptions options, long words, long counted)
    {
        var plan = new MemoryPlan(_request.Store, options, grows: false);
        plan.Report(_session.Log, words);
        _mapping = plan.MappingFor(words);
        return MatrixPlacement.Of(_mapping, _store.Path, plan.StayingRows(Math.Max(words, counted)));
    }

    /// <summary>Does what <paramref name="request"/> asks for.</summary>
    /// <exception cref="BadInputException">A file is damaged or not text, or the corpus has no word that is frequent enough.</exception>
    /// <exception cref="FailedException">The store does not fit, or the training was stopped.</exception>
    public static Task<LearningResult> RunAsync(TrainRequest request, LearningSession session, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            var fingerprint = CorpusFingerprint.Of(request.Files);
            using var store = StoreFolder.OpenForWriting(request.Store.Folder, request.Model.Seed);
            var service = new TrainService(request, session, store, fingerprint);
            try
            {
                return service.Run(stop);
            }
            catch (DivergenceException error)
            {
                throw service._committer.GoBack(error, $"noticed after {service._lines} lines", "train again from the start with a lower --alpha, into a new --store");
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private LearningResult Run(CancellationToken stop)
    {
        var newest = _store.OpenNewest((number, reason) =>
        {
            _committer.NoteDamaged(number);
            Log.GenerationSkipped(_session.Log, number, reason, _store.Path);
        });
        var bookmark = newest is null ? new CorpusBookmark(0, default, _fingerprint) : Resume(newest);
        _settings = StoredOptions.WithSeedOf(_store, _settings, _request.Explicit);
        using var learner = newest is null ? Begin(stop) : Open(newest);
        using var committer = _committer;
        if (_mapping == MappingKind.Shared)
        {
            // What counting has left behind would take the place of rows for as long as the runtime sees no reason to give it back.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }

        learner.ReserveForCapture();
        Log.Started(
            _session.Log, "train", _store.Path, learner.Options.Threads, KernelSelector.Selected, _mapping.ToString());
        var meter = new LearningMeter(_session, learner, _start);
        var tokenizer = Tokenizers.Create(_settings.Text.Tokenizer, _settings.Text.Lowercase);
        var tokens = new TokenBuffer();
        var checkpoint = Stopwatch.GetTimestamp();
        for (; bookmark.Pass < _settings.Model.Passes; bookmark = bookmark with { Pass = bookmark.Pass + 1, Position = default })
        {
            using var corpus = OpenCorpus(bookmark.Position);
            while (corpus.Read() is { } block)
            {
                foreach (var line in block.Lines.EnumerateLines())
                {
                    tokenizer.Tokenize(line, tokens);
                    learner.Learn(tokens);
                    meter.Tick("training", _committer);
                }

                _lines += block.Lines.Lines;
                _truncated += block.Lines.TruncatedLines;
                _repaired += block.Lines.RepairedLines;
                _nulBytes += block.Lines.NulBytes;
                bookmark = bookmark with { Position = block.End };
                _committer.Poll();
                if (stop.IsCancellationRequested)
                {
                    Commit(learner, bookmark, isComplete: false);
                    _committer.Complete(Remedy);
                    throw new FailedException(
                        $"stopped in pass {bookmark.Pass + 1} of {_settings.Model.Passes}; generation {_committer.Newest} holds what was learned. The same command goes on from there");
                }

                if (!_committer.IsBusy && (_committer.Space.Error is null ? Stopwatch.GetElapsedTime(checkpoint) >= CheckpointInterval.Behind(_committer.LastWriting) : _committer.Space.IsDue))
                {
                    Commit(learner, bookmark, isComplete: false);
                    checkpoint = Stopwatch.GetTimestamp();
                }
            }
        }

        learner.Finish();
        Log.TextRead(_session.Log, _lines, _truncated, _repaired, _nulBytes, tokenizer.OversizeTokens);
        var result = meter.Result(_committer);
        Commit(learner, bookmark, isComplete: true);
        _committer.Complete(Remedy);
        result = result with { Checkpoints = _committer.Pauses.Now.Count, LongestPauseSeconds = _committer.Pauses.Now.Longest.TotalSeconds };
        return result with { Generation = _committer.Newest, Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds };
    }

    private CorpusReader OpenCorpus(CorpusPosition position) =>
        new(_request.Files, position, new CorpusOptions { MaxLineBytes = _settings.Text.MaxLine }, _fingerprint);

    private CorpusBookmark Resume(Generation newest)
    {
        if (newest.Manifest.Verb != "train" || newest.Manifest.Complete)
        {
            throw new FailedException(
                $"store {_store.Path} already holds a model (generation {newest.Number}, by {newest.Manifest.Verb}). "
                + "Give --store a new folder, or learn on from it with: streamw2v run");
        }

        _settings = StoredOptions.Reconcile(_settings, _request.Explicit, newest, "train", mayChange: false);
        var bookmark = CorpusBookmark.Read(newest.ReadFile(CorpusBookmark.FileName), Path.Combine(newest.Path, CorpusBookmark.FileName));
        bookmark.Fingerprint.Check(_request.Files);
        return bookmark;
    }

    private Learner Open(Generation newest)
    {
        _committer.StartFrom(newest);
        Log.Recovered(_session.Log, newest.Number, newest.Manifest.Journal.Sequence, newest.Manifest.Journal.LineOffset);
        var options = _settings.Model.ToLearner();
        _committer.CompareMathProfile(newest, options.Threads);
        return Learner.Open(options, new TokenHash(_store.Identity.HashKey), newest, PlacementFor(options, newest.Manifest.Vocabulary, counted: 0), grows: false);
    }

    private Learner Begin(CancellationToken stop)
    {
        var counter = Count(stop);
        MatrixPlacement? placement = null;
        var model = _settings.Model;
        CorpusVocabulary.Require(counter, model, _request.Files[0], _countedOversize);
        var options = model.ToLearner() with { MaxVocabulary = int.MaxValue };
        return Learner.ForCorpus(options, counter, (rows, dimension, isHotFirst) => (placement ??= PlacementFor(options, rows, counter.Distinct)).Create(rows, dimension, isHotFirst));
    }

    private WordCounter Count(CancellationToken stop)
    {
        var counter = new WordCounter(new TokenHash(_store.Identity.HashKey));
        var tokenizer = Tokenizers.Create(_settings.Text.Tokenizer, _settings.Text.Lowercase);
        var tokens = new TokenBuffer();
        using var corpus = OpenCorpus(default);
        while (corpus.Read() is { } block)
        {
            if (stop.IsCancellationRequested)
            {
                throw new FailedException("stopped while counting words; nothing was written. The same command starts again");
            }

            foreach (var line in block.Lines.EnumerateLines())
            {
                tokenizer.Tokenize(line, tokens);
                counter.Add(tokens);
            }

            _session.Progress.Report(new LearningProgress
            {
                Phase = "counting",
                Words = counter.Tokens,
                Vocabulary = counter.Distinct,
                Fraction = corpus.TotalBytes > 0 ? block.StoredBytes / (double)corpus.TotalBytes : null,
            });
        }

        _countedOversize = tokenizer.OversizeTokens;
        return counter;
    }

    private void Commit(Learner learner, CorpusBookmark bookmark, bool isComplete) => _committer.Commit(
        learner,
        new Manifest
        {
            CreatedUtc = _session.Time.GetUtcNow(),
            Journal = default,
            Tokens = learner.Position.Tokens,
            Vocabulary = learner.Vocabulary,
            Dimension = learner.Options.Dimension,
            MathProfile = GenerationCommitter.MathProfile(learner.Options.Threads),
            Verb = "train",
            Complete = isComplete,
            Options = StoredOptions.Describe(_settings),
        },
        CorpusBookmark.FileName,
        bookmark.ToBytes);
}
