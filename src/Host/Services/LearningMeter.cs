using System.Diagnostics;
using StreamW2V.Engine;
using StreamW2V.Engine.Training;
using StreamW2V.Host.Learning;
using StreamW2V.Ingest.Sources;

namespace StreamW2V.Host.Services;

/// <summary>Turns snapshots of a learner into progress lines and, at the end, the result.</summary>
internal sealed class LearningMeter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly LearningSession _session;
    private readonly Learner _learner;
    private readonly long _start;
    private long _last = Stopwatch.GetTimestamp();
    private long _lastWords;
    private readonly long _firstToken;
    private readonly long _firstWord;
    private double _loss = double.NaN;
    private double _prequential = double.NaN;
    private double _unknown = double.NaN;

    /// <summary>A meter of <paramref name="learner"/> in a process that started at <paramref name="start"/> (a stopwatch timestamp).</summary>
    public LearningMeter(LearningSession session, Learner learner, long start)
    {
        _session = session;
        _learner = learner;
        _start = start;
        (_firstToken, _firstWord) = (learner.Position.Tokens, learner.Position.Words);
    }

    /// <summary>Reports progress if it is time; cheap otherwise.</summary>
    public void Tick(string phase, GenerationCommitter committer, long? lagBytes = null, Func<IntakeCounters>? sources = null)
    {
        var elapsed = Stopwatch.GetElapsedTime(_last);
        if (elapsed < Interval)
        {
            return;
        }

        var progress = _learner.Progress();
        _loss = Moved(_loss, progress.Loss);
        _prequential = Moved(_prequential, progress.Prequential);
        _unknown = Moved(_unknown, progress.OutOfVocabulary);
        var recent = (progress.Words - _lastWords) / elapsed.TotalSeconds;
        _last = Stopwatch.GetTimestamp();
        _lastWords = progress.Words;
        TimeSpan? remaining = progress.Share is { } share and > 0 and < 1 && recent > 0
            ? TimeSpan.FromSeconds(Math.Min(1e8, _learner.Position.Words * ((1 - share) / share) / recent))
            : null;
        _session.Progress.Report(new LearningProgress
        {
            Phase = phase,
            Words = progress.Words,
            WordsPerSecond = recent,
            Loss = Known(_loss),
            PrequentialLoss = Known(_prequential),
            OutOfVocabulary = Known(_unknown),
            Admissions = progress.Admissions,
            Evictions = progress.Evictions,
            Alpha = progress.Rate,
            Fraction = progress.Share,
            Remaining = remaining,
            Vocabulary = progress.Vocabulary,
            Generation = committer.Newest,
            LagBytes = lagBytes,
            Pause = committer.Pauses.Now is { Count: > 0 } pauses ? pauses.Last : null,
            Sources = sources?.Invoke(),
        });
    }

    /// <summary>What the verb ends with.</summary>
    public LearningResult Result(GenerationCommitter committer)
    {
        var progress = _learner.Progress();
        var position = _learner.Position;
        var seconds = progress.TrainingTime.TotalSeconds;
        return new LearningResult
        {
            Words = progress.Words,
            Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds,
            WordsPerSecond = seconds > 0 ? progress.Words / seconds : 0,
            Loss = Known(progress.MeanLoss),
            PrequentialLoss = Known(progress.MeanPrequential),
            OutOfVocabulary = Known(1 - ((position.Words - _firstWord) / (double)(position.Tokens - _firstToken))),
            Admissions = progress.Admissions,
            Evictions = progress.Evictions,
            Perplexity = _learner.Options.Objective == Objective.FullSoftmax && !double.IsNaN(progress.MeanLoss) ? Math.Exp(progress.MeanLoss) : null,
            Generation = committer.Newest,
            Checkpoints = committer.Pauses.Now.Count,
            LongestPauseSeconds = committer.Pauses.Now.Longest.TotalSeconds,
        };
    }

    private static double Moved(double mean, double recent) => double.IsNaN(recent) ? mean : double.IsNaN(mean) ? recent : (0.9 * mean) + (0.1 * recent);

    private static double? Known(double figure) => double.IsNaN(figure) ? null : figure;
}
