using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using StreamW2V.Host.Logging;

namespace StreamW2V.Host.Learning;

/// <summary>
/// Turns the first SIGTERM or SIGINT into a request to stop, so that a checkpoint can be written. Further SIGTERMs change nothing:
/// <c>timeout</c> and supervisors send it twice, once to the process and once to its group. A SIGINT that comes later, when somebody
/// has seen that it takes long, ends the process at once; recovery does not depend on a clean stop.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly PosixSignalRegistration[] _registrations;
    private long? _first;

    /// <summary>Listens until disposed, and once a signal has come until the process ends; <paramref name="cancellation"/> stops as a signal does.</summary>
    public StopSignals(ILogger log, TimeProvider time, CancellationToken cancellation)
    {
        _log = log;
        _time = time;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations = [Listen(PosixSignal.SIGTERM), Listen(PosixSignal.SIGINT)];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            // A further signal that comes behind the work and before the end of the process would make its exit code 143.
            if (_first is not null)
            {
                return;
            }
        }

        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source of the token is left to the collector: a signal may be on its way here still, and finding it disposed would end
        // the process.
    }

    /// <summary>Takes a signal; false if it should end the process as if nobody listened.</summary>
    internal bool Take(PosixSignal signal)
    {
        lock (_gate)
        {
            if (_first is { } first)
            {
                return signal != PosixSignal.SIGINT || _time.GetElapsedTime(first) < SameRequest;
            }

            _first = _time.GetTimestamp();
        }

        Log.Stopping(_log, signal.ToString());
        _stop.Cancel();
        return true;
    }

    private PosixSignalRegistration Listen(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = Take(signal));
}
