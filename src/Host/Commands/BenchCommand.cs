using Microsoft.Extensions.Logging;
using StreamW2V.Host.Benchmarks;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Learning;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Ingest;

namespace StreamW2V.Host.Commands;

/// <summary><c>bench FILE</c>: how fast training is on this machine, and how fast it could be.</summary>
internal sealed class BenchCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Bench;

    /// <inheritdoc/>
    public string Name => "bench";

    /// <inheritdoc/>
    public string Summary => "measures the speed of training on a text, by stage and as a share of what the machine can do";

    /// <inheritdoc/>
    public string Operands => "FILE";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, 1);

    /// <inheritdoc/>
    public string Details =>
        "Options that take lists (a,b,c) are combined in every way, and the combinations are run in turn, round after round. Words are tokens in the "
        + "vocabulary before subsampling, as word2vec.c counts them; words/s and GFLOP/s are those from the first to the last update of one pass. "
        + "The peak is that of fused multiply-adds on the widest registers with as many threads, measured first. "
        + "Stages are seconds summed over threads: tokenize, look-up, sample and train are timed on one line or sentence in 32, so give a text of some MB; "
        + "read is the processor time of a pass that only reads, since while training another thread reads ahead; "
        + "write lasts until a generation is durable in a store that is made in the temporary folder (TMPDIR) and deleted. "
        + "Everything is tried for a second before it counts.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
        ["streamw2v bench corpus.txt", "streamw2v bench corpus.txt --model sg --objective ns --dim 100,300 --kernel 256,512 --threads 1,2,4 --rounds 5 --json"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var request = BenchRequests.Of(invocation, errors);
        return async cancellation =>
        {
            InputFiles.RequireAll([request.File]);
            var bench = await MeasureAsync(request, invocation.Context, cancellation);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(bench, ResultJson.Plain.BenchResult);
            }
            else
            {
                BenchTables.Write(invocation.Results, bench);
            }

            return ExitCode.Success;
        };
    }

    private static async Task<BenchResult> MeasureAsync(BenchRequest request, HostContext context, CancellationToken cancellation)
    {
        var display = new StatusDisplay(context);
        using var signals = new StopSignals(new StatusLogger(display, context.Time, LogLevel.Warning), context.Time, cancellation);
        try
        {
            return await Task.Factory.StartNew(
                () => BenchService.Run(request, display.Live, context.Time, signals.Token),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (BadInputException error) when (InputFiles.Explain(error) is var explained && explained != error)
        {
            throw explained;
        }
        finally
        {
            display.Live("");
        }
    }
}
