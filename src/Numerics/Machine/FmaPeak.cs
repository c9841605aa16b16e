using System.Runtime.Intrinsics;
using StreamW2V.Numerics.Lanes;

namespace StreamW2V.Numerics.Machine;

/// <summary>
/// The most arithmetic this machine can do: fused multiply-adds on registers, without a single access to memory. What share of it a kernel reaches says
/// how well it uses the processor, on a fast machine as on a slow one.
/// </summary>
public static class FmaPeak
{
    // Tens of microseconds at full speed, some milliseconds where fused multiply-adds are done in software.
    private const int TurnsPerStep = 10_000;

    /// <summary>Floating-point operations per second of all threads together, in units of 10^9.</summary>
    /// <param name="kernel">The register width, by the name of a kernel: one of <see cref="KernelSelector.Supported"/>.</param>
    /// <param name="threads">Threads that work at once.</param>
    /// <param name="time">How long they work; 50 ms and more give steady figures on a quiet machine.</param>
    /// <exception cref="ArgumentException">This processor has no such registers.</exception>
    public static double Gflops(string kernel, int threads, TimeSpan time)
    {
        if (!KernelSelector.Supported.Contains(kernel))
        {
            throw new ArgumentException($"There is no kernel {kernel} on this processor. Use one of {string.Join(", ", KernelSelector.Supported)}.", nameof(kernel));
        }

        var (run, operations) = LoopOf(kernel);
        var perStep = (double)TurnsPerStep * operations;
        return ConcurrentRate.Measure(threads, time, _ => () =>
        {
            var sum = run(TurnsPerStep);
            return float.IsFinite(sum) ? perStep : throw new ArithmeticException("Sums that tend to 1 are not finite.");
        }) / 1e9;
    }

    private static (Func<int, float> Run, int Operations) LoopOf(string kernel) => kernel switch
    {
        "512" => (FmaLoop<Lane512, Vector512<float>>.Run, FmaLoop<Lane512, Vector512<float>>.OperationsPerTurn),
        "256" => (FmaLoop<Lane256, Vector256<float>>.Run, FmaLoop<Lane256, Vector256<float>>.OperationsPerTurn),
        "128" => (FmaLoop<Lane128, Vector128<float>>.Run, FmaLoop<Lane128, Vector128<float>>.OperationsPerTurn),
        _ => (FmaLoop<ScalarLane, float>.Run, FmaLoop<ScalarLane, float>.OperationsPerTurn),
    };
}
