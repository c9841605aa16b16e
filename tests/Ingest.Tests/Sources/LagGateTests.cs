using StreamW2V.Ingest.Sources;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents a gate that never opens again, or never closes.</summary>
public sealed class LagGateTests
{
    [Fact]
    public async Task It_closes_at_the_limit_and_opens_below_it()
    {
        var gate = new LagGate(100, lagBytes: 60);
        Assert.True(gate.WaitAsync(default).IsCompletedSuccessfully);
        gate.Journaled(50);
        var wait = gate.WaitAsync(default).AsTask();
        gate.Trained(10);
        Assert.False(wait.IsCompleted);
        gate.Trained(1);
        await wait.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(99, gate.LagBytes);
    }

    [Fact]
    public async Task A_wait_can_be_canceled()
    {
        var gate = new LagGate(1, lagBytes: 1);
        using var stop = new CancellationTokenSource();
        var wait = gate.WaitAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
