using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Services;
using StreamW2V.Ingest;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Benchmarks;

/// <summary>
/// <c>bench</c>: measures the machine, then trains every combination on the text, round after round, so that a machine that becomes slower or faster
/// meanwhile does so for all of them. Generations go to a store in the temporary folder that is deleted in the end.
/// </summary>
internal static class BenchService
{
    /// <summary>Does what <paramref name="request"/> asks for.</summary>
    /// <param name="request">What to measure.</param>
    /// <param name="progress">Called with what is done next.</param>
    /// <param name="time">The clock of manifests.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="BadInputException">The file is damaged or not text, or has no word that is frequent enough.</exception>
    /// <exception cref="FailedException">It was stopped, or a model does not fit or has diverged.</exception>
    public static BenchResult Run(BenchRequest request, Action<string> progress, TimeProvider time, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("streamw2v-bench-");
        try
        {
            using var store = StoreFolder.OpenForWriting(folder.FullName, request.Common.Model.Seed);
            return Run(request, store, progress, time, stop);
        }
        catch (OperationCanceledException error) when (stop.IsCancellationRequested)
        {
            throw new FailedException("stopped before everything was measured; nothing is kept", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchResult Run(BenchRequest request, StoreFolder store, Action<string> progress, TimeProvider time, CancellationToken stop)
    {
        progress("counting words");
        var corpus = new BenchCorpus(request.File, request.Common.Text, new TokenHash(store.Identity.HashKey), stop);
        foreach (var one in request.Cases)
        {
            CorpusVocabulary.Require(corpus.Words, one.Over(request.Common.Model), request.File, corpus.OversizeTokens);
        }

        progress("measuring the machine");
        var machine = MachineProbe.Measure(request, stop);
        var trial = new BenchTrial(corpus, request.Common, store, time);
        foreach (var one in request.Cases.DistinctBy(one => (one.Architecture, one.Objective, one.Kernel)))
        {
            progress($"warming up: {one}");
            trial.WarmUp(one, request.WarmUpTime, stop);
        }

        var reading = new List<TimeSpan>();
        var trials = request.Cases.Select(_ => new List<TrialFigures>()).ToArray();
        for (var round = 0; round < request.Rounds; round++)
        {
            reading.Add(corpus.ReadingTime(stop));
            for (var i = 0; i < trials.Length; i++)
            {
                // To and fro, so that a steady drift within a round evens out over two.
                var place = round % 2 == 0 ? i : trials.Length - 1 - i;
                progress($"round {round + 1} of {request.Rounds}, {i + 1} of {trials.Length}: {request.Cases[place]}");
                trials[place].Add(trial.Run(request.Cases[place], stop));
            }
        }

        var first = trials[0][0];
        return new BenchResult(
            machine,
            new TextResult(request.File, corpus.Bytes, corpus.Words.Tokens, first.Words, first.Vocabulary),
            BenchOptions.Describe(request.Common),
            request.Rounds,
            [.. request.Cases.Zip(trials, (one, figures) => Sum(one, figures, machine, reading))]);
    }

    private static CaseResult Sum(BenchCase one, List<TrialFigures> trials, MachineResult machine, List<TimeSpan> reading)
    {
        var (peak, kernelPeak) = (machine.Peak(one.Threads), machine.Peak(one.Threads, one.Kernel));
        return new CaseResult(
            one.ModelName, one.ObjectiveName, one.Dimension, one.Kernel, one.Threads, one.MappingName, trials[0].MatrixBytes,
            Of(trial => trial.Work.Operations).Median,
            Of(trial => trial.WordsPerSecond),
            Of(trial => trial.Gflops),
            Of(trial => trial.Gflops / peak),
            Of(trial => trial.Gflops / kernelPeak),
            Of(trial => trial.TrainingTime.TotalSeconds),
            new StageResult(
                Spread.Of(reading.Select(pass => pass.TotalSeconds)),
                Of(trial => trial.Tokenizing.TotalSeconds),
                Of(trial => trial.Work.LookUp.TotalSeconds),
                Of(trial => trial.Work.Planning.TotalSeconds),
                Of(trial => trial.Work.Updating.TotalSeconds),
                Of(trial => trial.Writing.TotalSeconds)));

        Spread Of(Func<TrialFigures, double> figure) => Spread.Of(trials.Select(figure));
    }
}
