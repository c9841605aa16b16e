using Microsoft.Extensions.Logging;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Commands;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;

namespace StreamW2V.Host.Learning;

/// <summary>Runs a learning service: gives it log, progress and a token that signals cancel, and writes its result.</summary>
internal static class LearningRun
{
    /// <summary>Calls <paramref name="learn"/> and writes what it returns.</summary>
    public static async Task<int> InvokeAsync(
        Invocation invocation, Func<LearningSession, CancellationToken, Task<LearningResult>> learn, CancellationToken cancellation)
    {
        var (context, values) = (invocation.Context, invocation.Values);
        var display = new StatusDisplay(context);
        var level = values.Choice(OutputDeclarations.LogLevel, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error);
        var log = new StatusLogger(display, context.Time, level);
        var progress = new ProgressReport(display, context.Time, values.Duration(OutputDeclarations.ProgressEvery));
        using var signals = new StopSignals(log, context.Time, cancellation);
        LearningResult result;
        try
        {
            result = await learn(new LearningSession(log, progress, context.Time), signals.Token);
        }
        finally
        {
            progress.Finish();
        }

        Write(invocation.Results, result);
        return ExitCode.Success;
    }

    private static void Write(ResultWriter results, LearningResult result)
    {
        if (results.IsJson)
        {
            var finite = result with
            {
                Loss = Figures.Finite(result.Loss),
                PrequentialLoss = Figures.Finite(result.PrequentialLoss),
                OutOfVocabulary = Figures.Finite(result.OutOfVocabulary),
                Perplexity = Figures.Finite(result.Perplexity),
            };
            results.Json(finite, ResultJson.Plain.LearningResult);
            return;
        }

        var perplexity = result.Perplexity is null ? "" : $", perplexity {Figures.Score(result.Perplexity)}";
        results.Line(
            $"{Figures.Count(result.Words)} words in {Figures.Time(TimeSpan.FromSeconds(result.Seconds))}, "
            + $"{Figures.Count(result.WordsPerSecond)} words/s, "
            + $"loss {Figures.Score(result.Loss)}{perplexity}, prequential loss {Figures.Score(result.PrequentialLoss)}, generation {result.Generation}");
    }
}
