namespace StreamW2V.Host.Benchmarks;

/// <summary>The rate at which the machine reads memory.</summary>
/// <param name="Bytes">Memory that was read, over and over.</param>
/// <param name="Threads">Threads at once.</param>
/// <param name="GigabytesPerSecond">Of all threads together, 10^9 bytes per second.</param>
internal sealed record MemoryResult(long Bytes, int Threads, Spread GigabytesPerSecond);
