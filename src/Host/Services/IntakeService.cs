using Microsoft.Extensions.Hosting;
using StreamW2V.Ingest.Sources;

namespace StreamW2V.Host.Services;

/// <summary>Reads the sources into the journal until they end or the host stops.</summary>
internal sealed class IntakeService : BackgroundService
{
    private readonly StreamSession _session;
    private readonly StreamFailure _failure;
    private Intake? _intake;

    /// <summary>The intake of a session.</summary>
    public IntakeService(StreamSession session, StreamFailure failure)
    {
        _session = session;
        _failure = failure;
    }

    /// <summary>What was read so far.</summary>
    public IntakeCounters Counters => _intake?.Counters ?? new IntakeCounters();

    /// <summary>Completes when no more text will come, whether the sources ended or the host stops.</summary>
    public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using var intake = _session.MakeIntake(_session.Request.Stream.StandardInput ? _session.Request.OpenInput() : null);
            _intake = intake;
            await intake.RunAsync(stoppingToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _failure.Report(error);
        }
        finally
        {
            Finished.TrySetResult();
        }
    }
}
