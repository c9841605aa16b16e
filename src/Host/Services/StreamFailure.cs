using Microsoft.Extensions.Hosting;

namespace StreamW2V.Host.Services;

/// <summary>The first failure of a background service: it stops the host, and the verb ends with it.</summary>
internal sealed class StreamFailure
{
    private readonly IHostApplicationLifetime _lifetime;
    private Exception? _first;

    /// <summary>Stops the host of <paramref name="lifetime"/>.</summary>
    public StreamFailure(IHostApplicationLifetime lifetime) => _lifetime = lifetime;

    /// <summary>The failure, or null.</summary>
    public Exception? First => Volatile.Read(ref _first);

    /// <summary>Notes a failure and stops the host.</summary>
    public void Report(Exception error)
    {
        Interlocked.CompareExchange(ref _first, error, null);
        _lifetime.StopApplication();
    }
}
