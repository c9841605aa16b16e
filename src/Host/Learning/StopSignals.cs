using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using StreamW2V.Host.Logging;

namespace StreamW2V.Host.Learning;

/// <summary>
/// Turns the first SIGTERM or SIGINT into a request to stop, so that a checkpoint can be written. A second one ends the process at
/// once, as if nobody listened: whoever waits must be able to insist, and recovery does not depend on a clean stop.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly ILogger _log;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens until disposed; <paramref name="cancellation"/> stops as a signal does.</summary>
    public StopSignals(ILogger log, CancellationToken cancellation)
    {
        _log = log;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations = [Listen(PosixSignal.SIGTERM), Listen(PosixSignal.SIGINT)];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source of the token is left to the collector: a signal may be on its way here still, and finding it disposed would end
        // the process.
    }

    private PosixSignalRegistration Listen(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        Log.Stopping(_log, signal.ToString());
        _stop.Cancel();
    });
}
