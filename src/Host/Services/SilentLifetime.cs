using Microsoft.Extensions.Hosting;

namespace StreamW2V.Host.Services;

/// <summary>A host lifetime that listens to nothing: the host stops by its token or by its services.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
