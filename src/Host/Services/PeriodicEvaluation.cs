using System.Diagnostics;
using System.Globalization;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Query.Evaluation;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Host.Services;

/// <summary>
/// Scores the vectors of a run at fixed places of its text: at the end of the line that reaches the next multiple of so many tokens. Training waits meanwhile, nothing
/// is changed, and the scores are kept with the curves, so a replay after a kill gives the same ones.
/// </summary>
internal sealed class PeriodicEvaluation
{
    private readonly Learner _learner;
    private readonly EvaluationOptions _options;
    private readonly Microsoft.Extensions.Logging.ILogger _log;
    private long _next;

    /// <summary>Evaluations of <paramref name="learner"/>. The test sets are read once already: one that is damaged is better known at the start.</summary>
    /// <exception cref="Query.Formats.BadFormatException">A file is not a test set.</exception>
    public PeriodicEvaluation(Learner learner, EvaluationOptions options, Microsoft.Extensions.Logging.ILogger log)
    {
        _learner = learner;
        _options = options;
        _log = log;
        _next = NextAfter(learner.Position.Tokens);
        using var nothing = WordVectors.Create([], [], [], 1);
        _ = Scores(nothing);
    }

    /// <summary>Scores the vectors if it is time; costs a comparison otherwise.</summary>
    /// <exception cref="DivergenceException">The rows are not finite.</exception>
    public void Tick()
    {
        var tokens = _learner.Position.Tokens;
        if (tokens < _next)
        {
            return;
        }

        _next = NextAfter(tokens);
        var start = Stopwatch.GetTimestamp();
        _learner.RequireFinite();
        var words = _learner.Words;
        using var vectors = WordVectors.Over(new LearnedRows(words), words.Count, words.Token, words.CountOf);
        try
        {
            var scores = Scores(vectors);
            _learner.Record(scores);
            var text = string.Join(", ", scores.Select(score => $"{score.Name} {Figures.Score(score.Value)}"));
            Log.Scored(_log, tokens, text, Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        }
        catch (IOException error)
        {
            Log.NotScored(_log, tokens, error);
        }
    }

    private long NextAfter(long tokens) => ((tokens / _options.EveryTokens) + 1) * _options.EveryTokens;

    private List<CurveScore> Scores(WordVectors vectors)
    {
        var scores = new List<CurveScore>();
        foreach (var path in _options.Analogies)
        {
            var result = AnalogyEvaluation.Evaluate(vectors, [path], _options.Restriction);
            var accuracy = result.Asked == 0 ? double.NaN : result.Accuracy;
            scores.Add(new(Name(path, scores), accuracy, result.Asked, result.Total));
        }

        foreach (var path in _options.Similarity)
        {
            var result = SimilarityEvaluation.Evaluate(vectors, path, _options.IgnoreCase ? WordLookup.ExactThenFolded : WordLookup.Exact);
            scores.Add(new(Name(path, scores), result.Spearman, result.Found, result.Total));
        }

        return scores;
    }

    /// <summary>The name of the file without its extension, with a number where another has it already.</summary>
    private static string Name(string path, List<CurveScore> others)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var unique = name;
        for (var i = 2; others.Exists(other => other.Name == unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }

        return unique;
    }
}
