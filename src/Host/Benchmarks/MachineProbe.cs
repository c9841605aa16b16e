using System.Runtime.InteropServices;
using StreamW2V.Numerics;
using StreamW2V.Numerics.Machine;

namespace StreamW2V.Host.Benchmarks;

/// <summary>Measures what the machine can do, so that the speed of training on it can be judged.</summary>
internal static class MachineProbe
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>Arithmetic of every register width and memory bandwidth, for every number of threads that <paramref name="request"/> trains with.</summary>
    public static MachineResult Measure(BenchRequest request, CancellationToken stop)
    {
        int[] threads = [.. request.Cases.Select(one => one.Threads).Distinct().Order()];
        ArithmeticResult[] arithmetic =
        [
            .. from registers in KernelSelector.Supported
               from count in threads
               select new ArithmeticResult(registers, count, Rounds(() => FmaPeak.Gflops(registers, count, request.ProbeTime))),
        ];

        // A container with little memory is measured on what it has, if that is still more than caches hold.
        using var memory = new MemoryProbe(Math.Min(request.MemoryBytes, Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 1 << 26)));
        MemoryResult[] bandwidth =
            [.. threads.Select(count => new MemoryResult(memory.Bytes, count, Rounds(() => memory.GigabytesPerSecond(count, request.ProbeTime))))];
        return new(Processor(), request.Cores, RuntimeInformation.FrameworkDescription, KernelSelector.Selected, arithmetic, bandwidth);

        Spread Rounds(Func<double> measure)
        {
            stop.ThrowIfCancellationRequested();
            return Spread.Of([.. Enumerable.Range(0, request.Rounds).Select(_ => measure())]);
        }
    }

    private static string Processor()
    {
        const string Field = "model name";
        var line = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return line is null ? $"{RuntimeInformation.ProcessArchitecture} processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
