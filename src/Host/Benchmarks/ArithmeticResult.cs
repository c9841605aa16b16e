namespace StreamW2V.Host.Benchmarks;

/// <summary>The most arithmetic the machine can do.</summary>
/// <param name="Registers">Width of the registers, by the name of the kernel that uses them.</param>
/// <param name="Threads">Threads at once.</param>
/// <param name="Gflops">Fused multiply-adds of all threads together, 10^9 operations per second.</param>
internal sealed record ArithmeticResult(string Registers, int Threads, Spread Gflops);
