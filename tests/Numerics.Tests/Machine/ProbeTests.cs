using StreamW2V.Numerics.Machine;

namespace StreamW2V.Numerics.Tests.Machine;

/// <summary>
/// Prevents figures of the machine that no machine has: a loop the compiler left out, operations counted wrongly, a thread that was not waited for.
/// </summary>
public sealed class ProbeTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);

    public static TheoryData<string> Kernels() => [.. KernelSelector.Supported];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_peak_of_every_width_is_one_a_processor_can_have(string kernel)
    {
        // From software at a millionth of the speed to two units of 512 bits at 10 GHz; an empty loop would be far above.
        foreach (var threads in new[] { 1, 2, 3 })
        {
            Assert.InRange(FmaPeak.Gflops(kernel, threads, Short), 1e-4, 700.0 * threads);
        }
    }

    [Fact]
    public void A_width_the_processor_does_not_have_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => FmaPeak.Gflops("1024", 1, Short));
        Assert.Contains("scalar", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1 << 18, 1)]
    [InlineData(1 << 18, 3)]
    [InlineData((5 << 20) + 100, 2)]
    public void Memory_is_read_at_a_rate_a_machine_can_have(long bytes, int threads)
    {
        using var probe = new MemoryProbe(bytes);
        Assert.Equal(bytes >> 18 << 18, probe.Bytes);
        Assert.InRange(probe.GigabytesPerSecond(threads, Short), 1e-4, 2000.0 * threads);
    }

    [Fact]
    public void Memory_that_was_given_back_is_not_read()
    {
        var probe = new MemoryProbe(1 << 18);
        probe.Dispose();
        probe.Dispose();
        Assert.Throws<ObjectDisposedException>(() => probe.GigabytesPerSecond(1, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryProbe(1000));
    }

    [Fact]
    public void Nobody_and_no_time_measure_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FmaPeak.Gflops("scalar", 0, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => FmaPeak.Gflops("scalar", 1, TimeSpan.Zero));
    }
}
