using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using StreamW2V.Host.Learning;

namespace StreamW2V.Host.Tests.Learning;

/// <summary>Prevents a supervisor that signals twice from cutting the last checkpoint short, and an impatient user from being ignored.</summary>
public sealed class StopSignalsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_first_signal_asks_to_stop()
    {
        using var signals = Listen();
        Assert.False(signals.Token.IsCancellationRequested);
        Assert.True(signals.Take(PosixSignal.SIGTERM));
        Assert.True(signals.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_term_signal_may_come_any_number_of_times()
    {
        using var signals = Listen();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(signals.Take(PosixSignal.SIGTERM));
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void An_interrupt_ends_the_process_only_when_it_comes_again_later()
    {
        using var signals = Listen();
        Assert.True(signals.Take(PosixSignal.SIGINT));
        Assert.True(signals.Take(PosixSignal.SIGINT));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(signals.Take(PosixSignal.SIGINT));
    }

    private StopSignals Listen() => new(NullLogger.Instance, _time, CancellationToken.None);
}
