using System.Numerics;
using StreamW2V.Engine.Vocabulary;

namespace StreamW2V.Engine.Training.Curves;

/// <summary>
/// Measures the curves of a learner. Windows end at fixed places of the text: at the doublings of <see cref="FirstEnd"/> tokens while the store is young, then every
/// <see cref="LearningCurves.WindowTokens"/>, each at the end of the line that reaches it. One thread calls it, the learner's.
/// </summary>
internal sealed class CurveRecorder
{
    /// <summary>Tokens to the end of the first window.</summary>
    public const int FirstEnd = Learner.EdgeTokens;

    private readonly LearningCurves _curves;
    private readonly GrowingVocabulary _vocabulary;
    private readonly TrainerPool _pool;
    private readonly DriftProbe _drift;
    private CurveWindow _begun; // the open window as of the moment that the fields below are of
    private long _words;
    private long _admissions;
    private long _evictions;
    private int _treeRebuilds;
    private MeasuredLosses _closed;

    /// <summary>Goes on with the curves of a generation, or begins at <paramref name="position"/>.</summary>
    public CurveRecorder(
        LearnerOptions options, GrowingVocabulary vocabulary, ModelRows rows, TrainerPool pool, LearnerPosition position, (LearningCurves Curves, DriftReference Drift)? saved)
    {
        _vocabulary = vocabulary;
        _pool = pool;
        _curves = saved?.Curves ?? new LearningCurves(Empty(position));
        _drift = new DriftProbe(vocabulary, rows.Input, options.Dimension, saved?.Drift ?? DriftReference.None);
        _begun = _curves.Open;
        Mark(position);
        var open = new MeasuredLosses(_begun.Loss, _begun.Prequential);
        pool.TakeLosses(rest: open);
        _closed = default(MeasuredLosses) - open;
    }

    /// <summary>The losses measured since this object was made.</summary>
    public MeasuredLosses Measured => _closed + _pool.Losses();

    /// <summary>Whether the window under way ends at <paramref name="position"/>.</summary>
    public bool IsDue(LearnerPosition position) => EndsBefore(position.Tokens) != EndsBefore(_begun.FirstToken);

    /// <summary>Ends the window. The trainers must have drained.</summary>
    public void Close(LearnerPosition position, float rate)
    {
        var window = At(position, rate) with { Drift = _drift.Measure() };
        var taken = _pool.TakeLosses();
        _closed += taken;
        _begun = _curves.Open = Empty(position);
        _curves.Add(window);
        Mark(position);
    }

    /// <summary>Takes note of a tree that was replaced.</summary>
    public void Note(Growth growth)
    {
        if (growth.TreeRebuilds != _treeRebuilds)
        {
            _treeRebuilds = growth.TreeRebuilds;
            _begun = _begun with { TreeReplacements = _begun.TreeReplacements + 1, KeptSum = _begun.KeptSum + growth.KeptShare };
        }
    }

    /// <summary>Keeps scores of the model as it is at this position.</summary>
    public void Add(CurveEvaluation evaluation) => _curves.Add(evaluation);

    /// <summary>The curves with the open window up to date; its losses are whole once the trainers have drained.</summary>
    public LearningCurves Current(LearnerPosition position, float rate)
    {
        _curves.Open = At(position, rate);
        return _curves;
    }

    /// <summary>The bytes of <c>curves.bin</c>, half a megabyte as a rule. The trainers must have drained.</summary>
    public byte[] ToBytes(LearnerPosition position, float rate) => CurvesFile.Write(Current(position, rate), _drift.Reference);

    private CurveWindow Empty(LearnerPosition position) =>
        new() { FirstToken = position.Tokens, EndToken = position.Tokens, Words = 0, Vocabulary = _vocabulary.Words };

    private void Mark(LearnerPosition position)
    {
        _words = position.Words;
        _admissions = _vocabulary.Admissions;
        _evictions = _vocabulary.Evictions;
    }

    private CurveWindow At(LearnerPosition position, float rate)
    {
        var losses = _pool.Losses();
        return _begun with
        {
            EndToken = position.Tokens,
            Words = _begun.Words + position.Words - _words,
            Loss = losses.Training,
            Prequential = losses.Prequential,
            Admissions = _begun.Admissions + _vocabulary.Admissions - _admissions,
            Evictions = _begun.Evictions + _vocabulary.Evictions - _evictions,
            Vocabulary = _vocabulary.Words,
            Rate = rate,
        };
    }

    private long EndsBefore(long tokens) => tokens switch
    {
        < FirstEnd => 0,
        < LearningCurves.FirstWindowTokens => 1 + BitOperations.Log2((ulong)tokens / FirstEnd),
        _ => 1 + BitOperations.Log2(LearningCurves.FirstWindowTokens / FirstEnd) + (tokens / _curves.WindowTokens),
    };
}
