using System.Diagnostics;
using System.Numerics;
using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Engine.Training.Replay;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Numerics;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Learns from sentences in the order they are given. What it learns is a function of (options, hash key, sentences): where batches are cut, when generations are
/// written and, with one trainer thread, how threads are scheduled change nothing. Every <see cref="EdgeTokens"/> tokens, and more often at first, there is an edge, at which the
/// learning rate, and for a stream the vocabulary, tree and tables, move on. One thread calls it.
/// </summary>
public sealed class Learner : IDisposable
{
    /// <summary>Tokens from one edge to the next, once a store has seen that many. Before, edges are at the doublings of <see cref="FirstEdge"/>.</summary>
    public const int EdgeTokens = 8192;

    /// <summary>Tokens to the first edge: a store that is given little text learns something of it.</summary>
    public const int FirstEdge = 256;

    /// <summary>Tokens, or lines without any, after which a batch goes to the trainers; where batches are cut changes nothing.</summary>
    private const int BatchTokens = 1024;

    private readonly LearnerOptions _options;
    private readonly GrowingVocabulary _vocabulary;
    private readonly EmbeddingModel _model;
    private readonly Growth _growth;
    private readonly TrainerPool _pool;
    private readonly bool _grows;
    private readonly CurveRecorder _recorder;
    private readonly PhraseState _phraseState;
    private readonly PhraseDetector? _phrases;
    private readonly Rehearsal? _rehearsal;
    private readonly CodeTable _codes;
    private RowsAhead? _ahead;
    private readonly LearnerSnapshot _snapshot = new();
    private Task _reserved = Task.CompletedTask;
    private TrainingBatch? _batch;
    private LearnerPosition _position;
    private float _rate;
    private long _lookUpTicks;
    private MeasuredLosses _shownLosses;
    private LearnerPosition _shown;

    private Learner(
        LearnerOptions options, GrowingVocabulary vocabulary, EmbeddingModel model, LearnerState? saved, bool grows, string? kernel = null,
        (LearningCurves Curves, DriftReference Drift)? curves = null, PhraseState phrases = default, Rehearsal? rehearsal = null)
    {
        _options = options;
        _vocabulary = vocabulary;
        _model = model;
        _grows = grows;
        _phraseState = phrases;
        _phrases = phrases.Detector;
        _position = saved?.Position ?? default;
        var codes = new CodeTable();
        _growth = new Growth(options, vocabulary, model, codes, saved?.Growth);
        _pool = KernelSelector.Dispatch<PoolOf, TrainerPool>(kernel ?? KernelSelector.Selected, new PoolOf(options, model.Rows, codes));
        _codes = codes;
        LookAhead();
        _rate = RateAt(_position.EdgeWords);
        _recorder = new CurveRecorder(options, vocabulary, model.Rows, _pool, _position, curves);
        _rehearsal = rehearsal ?? (grows && options.Rehearse > 0 ? new Rehearsal(options) : null);
        _shown = _position;
    }

    /// <summary>Where the learner stands in its text.</summary>
    public LearnerPosition Position => _position;

    /// <summary>Words that have a vector.</summary>
    public int Vocabulary => _vocabulary.Words;

    /// <summary>Words that entered the vocabulary at an edge since the store was made; words that came back count again.</summary>
    public long Admissions => _vocabulary.Admissions;

    /// <summary>Words that lost their row to another since the store was made.</summary>
    public long Evictions => _vocabulary.Evictions;

    /// <summary>Tokens given since the store was made whose word had no row at the time.</summary>
    public long OutOfVocabularyTokens => _position.Tokens - _position.Words;

    /// <summary>The options.</summary>
    public LearnerOptions Options => _options;

    /// <summary>The words and their vectors, to be read between <see cref="Finish"/> and the next line.</summary>
    public LearnedWords Words => new(_vocabulary, _model, _options.Dimension);

    /// <summary>The curves up to here; the losses of the open window are whole after <see cref="Finish"/>.</summary>
    public LearningCurves Curves => _recorder.Current(_position, _rate);

    /// <summary>Bytes of address space that rows can come to use: the largest vocabulary times the stride, for each matrix.</summary>
    public long MatrixBytes => EmbeddingModel.BytesFor(_options, _vocabulary.MaxWords);

    /// <summary>A learner of a stream of which nothing is known.</summary>
    public static Learner ForStream(LearnerOptions options, TokenHash hash, MatrixPlacement placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        var vocabulary = new GrowingVocabulary(hash, options.MinCount, options.MaxVocabulary, options.GraceTokens, options.HalfLife, options.ContextWindow);
        return new(options, vocabulary, EmbeddingModel.Create(options, options.MaxVocabulary, placement.Create), null, grows: true,
            phrases: PhraseState.Of(options, vocabulary));
    }

    /// <summary>A learner of text whose words have been counted; the vocabulary stays as it is.</summary>
    /// <param name="options">The options.</param>
    /// <param name="counts">The words; they may be used again.</param>
    /// <param name="create">Makes each matrix; see <see cref="EmbeddingModel.Create"/>. <see cref="MatrixPlacement.Create"/>, or <see cref="HeapMatrix"/> to compare.</param>
    /// <param name="kernel">The kernel by name, one of <see cref="KernelSelector.Supported"/>; null is the one that is selected for the process.</param>
    /// <exception cref="InvalidDataException">No word reaches min-count.</exception>
    public static Learner ForCorpus(LearnerOptions options, WordCounter counts, Func<long, int, bool, IRowMatrix> create, string? kernel = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var vocabulary = counts.ToVocabulary(options.MinCount, options.MaxVocabulary);
        var model = EmbeddingModel.Create(options, vocabulary.MaxWords, create);
        try
        {
            for (var id = 0; id < vocabulary.Count; id++)
            {
                model.InitializeRow(id, 0);
            }

            return new(options, vocabulary, model, null, grows: false, kernel);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Goes on from a generation.</summary>
    /// <param name="options">The options; the model's shape must be the generation's.</param>
    /// <param name="hash">The hash of the store.</param>
    /// <param name="generation">A committed generation.</param>
    /// <param name="placement">Where its matrices live.</param>
    /// <param name="grows">Whether the vocabulary grows from here (a stream) or stays (a corpus).</param>
    public static Learner Open(LearnerOptions options, TokenHash hash, Generation generation, MatrixPlacement placement, bool grows)
    {
        ArgumentNullException.ThrowIfNull(options);
        var state = LearnerState.Read(generation);
        var vocabulary = state.RestoreVocabulary(generation, hash, options, grows);
        var phrases = grows ? PhraseState.Read(generation, hash, options, vocabulary) : default;
        var model = EmbeddingModel.Open(options, generation, vocabulary.Count, vocabulary.MaxWords, placement);
        try
        {
            var rehearsal = grows && options.Rehearse > 0 ? RehearsalFile.Read(generation, options, vocabulary.Count, without: new HashSet<int>()) : null;
            return new(options, vocabulary, model, state, grows, curves: CurvesFile.ReadAll(generation), phrases: phrases, rehearsal: rehearsal);
        }
        catch (InvalidDataException error)
        {
            model.Dispose();
            throw LearnerState.Unusable(generation, error.Message);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Learns from one line of text. Lines beyond max-sentence known words are cut into several sentences.</summary>
    public void Learn(TokenBuffer line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var batch = _batch ??= Begin();
        var words = 0;
        var start = _position.Sentences % WorkMeter.Stride == 1 ? Stopwatch.GetTimestamp() : 0;
        var room = _options.MaxSentence;
        foreach (var id in _phrases is not null ? _phrases.Observe(line) : _grows ? _vocabulary.ObserveAll(line) : _vocabulary.FindAll(line))
        {
            if (id < 0)
            {
                continue;
            }

            batch.Add(id);
            words++;
            if (--room == 0)
            {
                EndSentence(batch);
                room = _options.MaxSentence;
            }
        }

        _lookUpTicks += start == 0 ? 0 : Stopwatch.GetTimestamp() - start;
        EndSentence(batch);
        var edges = EdgesBefore(_position.Tokens);
        _position = _position with { Tokens = _position.Tokens + line.Count, Words = _position.Words + words + (_phrases?.Merged ?? 0) };
        if (EdgesBefore(_position.Tokens) != edges)
        {
            Flush();
            if (_recorder.IsDue(_position))
            {
                _pool.Drain();
                _recorder.Close(_position, _rate);
            }

            CrossEdge();
        }
        else if (batch.Tokens >= BatchTokens || batch.Sentences >= BatchTokens)
        {
            Flush();
        }
    }

    /// <summary>Trains what has been given so far, and waits for it.</summary>
    public void Finish()
    {
        Flush();
        _pool.Drain();
    }

    /// <summary>
    /// Moves the rows to scratch files in a folder, from which the kernel can take them out of memory. What is learned stays the same; training waits for as long as the disk takes to write them.
    /// Where rows may leave memory already, it does nothing.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="stayingRows">The first so many rows of each matrix of words stay in memory.</param>
    /// <exception cref="Store.Files.StorageException">The files cannot be made, or the disk has no room for them; all is as it was then.</exception>
    public void MoveToDisk(string folder, long stayingRows = 0)
    {
        if (_ahead is null)
        {
            Finish();
            _model.MoveToDisk(folder, _vocabulary.Count, stayingRows);
            LookAhead();
        }
    }

    /// <summary>Keeps scores of the model as it is after all lines given so far among the curves.</summary>
    public void Record(IReadOnlyList<CurveScore> scores) => _recorder.Add(new CurveEvaluation(_position.Tokens, scores));

    /// <summary>
    /// Begins to take, on another thread, the memory that <see cref="Capture"/> needs for words and counts, which waits for the end of it. Otherwise the capture takes it, and learning pauses for as long as the system
    /// needs to give it. To be called well before a capture; while a snapshot is being written nothing happens.
    /// </summary>
    public void ReserveForCapture()
    {
        if (!_snapshot.IsOpen && _reserved.IsCompleted)
        {
            // What a stream may learn until then, too. Sizes may be read while they change: they decide about speed only.
            var words = (int)Math.Min(Array.MaxLength, _vocabulary.Count + (_grows ? _vocabulary.Count / 8L : 0));
            _reserved = Task.Factory.StartNew(() => Reserve(words), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// Begins to write everything that is known after all lines given so far to a generation: learning pauses for this call only. <see cref="LearnerSnapshot.Write"/> does the rest beside it, on any thread, and ends before
    /// the next capture and before the learner is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The last snapshot has not ended.</exception>
    /// <exception cref="Store.Files.StorageException">The files of the rows cannot be made.</exception>
    public LearnerSnapshot Capture(GenerationWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Flush();
        var start = Stopwatch.GetTimestamp();
        _reserved.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult(); // what it could not take is tried again below
        if (_snapshot.IsOpen)
        {
            throw new InvalidOperationException("the generation before this one is still being written");
        }

        Reserve(_vocabulary.Count);
        var model = _model.Begin(writer, _vocabulary.Count);
        var files = Stopwatch.GetElapsedTime(start);
        start = _pool.Drain();
        var curves = _recorder.ToBytes(_position, _rate);
        var drain = Stopwatch.GetElapsedTime(start);
        _snapshot.Take(writer, model, _model.Rows.Guard, _position, _vocabulary, _grows, _growth, _phraseState, curves, _rehearsal);
        _snapshot.Note(files, drain);
        return _snapshot;
    }

    /// <summary>Writes everything that is known after all lines given so far to a generation; learning pauses meanwhile.</summary>
    /// <exception cref="DivergenceException">A row is not finite; nothing that was written may be committed.</exception>
    public void Write(GenerationWriter writer) => Capture(writer).Write();

    /// <summary>Trains what has been given so far, and looks at every row.</summary>
    /// <exception cref="DivergenceException">A row is not finite.</exception>
    public void RequireFinite()
    {
        Finish();
        try
        {
            _model.RequireFinite(_vocabulary.Count);
        }
        catch (ArithmeticException error)
        {
            throw new DivergenceException(error, _position);
        }
    }

    /// <summary>A snapshot of the progress; losses and the share of unknown words are measured from one call to the next.</summary>
    public LearnerProgress Progress()
    {
        var all = _recorder.Measured;
        var (recent, shown) = (all - _shownLosses, _shown);
        (_shownLosses, _shown) = (all, _position);
        var curves = Curves;
        return new(
            _position.Tokens, _pool.Tokens, _vocabulary.Words, _rate, _grows ? null : Share(_position.Words), _pool.TrainingTime,
            recent.Training.Mean, all.Training.Mean, recent.Prequential.Mean, all.Prequential.Mean,
            1 - ((_position.Words - shown.Words) / (double)(_position.Tokens - shown.Tokens)), curves.Admissions, curves.Evictions);
    }

    /// <summary>Where the time has gone so far; whole after <see cref="Finish"/>.</summary>
    public LearnerWork Work()
    {
        var (planning, updating, operations) = _pool.Work();
        return new(Stopwatch.GetElapsedTime(0, _lookUpTicks * WorkMeter.Stride), planning, updating, operations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pool.Dispose();
        _model.Dispose();
    }

    private void Reserve(int words) => _snapshot.Reserve(_vocabulary, words, _grows, _options.HasInnerNodes, _phraseState, _rehearsal);

    private void LookAhead()
    {
        if (_model.MayLeaveMemory)
        {
            _ahead = new RowsAhead(_options, _model, _codes);
            _pool.Deepen(RowsAhead.QueuedBatches);
        }
    }

    private TrainingBatch Begin()
    {
        var batch = _pool.Rent();
        batch.Begin(_position.Sentences, _rate, _growth.Tables, _grows ? _growth.Rates : RowRates.Uniform, _vocabulary.Count, _position.Tokens);
        return batch;
    }

    private void EndSentence(TrainingBatch batch)
    {
        batch.EndSentence(_position.Tokens);
        _rehearsal?.Follow(batch, _position.Sentences);
        _position = _position with { Sentences = _position.Sentences + 1 };
    }

    private void Flush()
    {
        if (_batch is not null)
        {
            _ahead?.Fetch(_batch);
            _pool.Submit(_batch);
            _batch = null;
        }
    }

    private void CrossEdge()
    {
        if (_grows)
        {
            _phrases?.CrossEdge(_position.Tokens);
            _growth.CrossEdge(_pool, _position.Tokens);
            _recorder.Note(_growth);
            _rehearsal?.Note(_growth.Admitted, _position.Sentences);
        }

        _position = _position with { EdgeWords = _position.Words };
        _rate = RateAt(_position.EdgeWords);
    }

    private static long EdgesBefore(long tokens) => tokens switch
    {
        < FirstEdge => 0,
        < EdgeTokens => 1 + BitOperations.Log2((ulong)tokens / FirstEdge),
        _ => BitOperations.Log2(EdgeTokens / FirstEdge) + (tokens / EdgeTokens),
    };

    private double Share(long words) => Math.Min(1, words / Math.Max(1, _vocabulary.KnownTokens * _options.Passes));

    /// <summary>Constant for a stream, whose rows have shares of it (<see cref="RowRates"/>); linear from alpha to min-alpha over all passes for a corpus (word2vec.c).</summary>
    private float RateAt(long words) =>
        _grows ? _options.Alpha : Math.Max(_options.MinAlpha, (float)(_options.Alpha - ((_options.Alpha - _options.MinAlpha) * Share(words))));

    private readonly record struct PoolOf(LearnerOptions Options, ModelRows Rows, CodeTable Codes) : IKernelAction<TrainerPool>
    {
        public TrainerPool Run<TKernel>()
            where TKernel : struct, IKernel
        {
            var (options, rows, codes) = this;
            var atWork = new TrainersAtWork();
            return new([.. Enumerable.Range(0, options.Threads).Select(_ => new Trainer<TKernel>(options, rows, codes, atWork))]);
        }
    }
}
