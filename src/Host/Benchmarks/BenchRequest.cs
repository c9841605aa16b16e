using StreamW2V.Host.Services;

namespace StreamW2V.Host.Benchmarks;

/// <summary>What <c>bench</c> was asked to measure. All options are checked; the file has not been looked at.</summary>
/// <param name="File">The text, as a full path.</param>
/// <param name="Cases">The combinations, in the order of the table.</param>
/// <param name="Common">What all of them share.</param>
/// <param name="Rounds">Times each is run.</param>
/// <param name="Cores">Processors, as the head of the table says.</param>
internal sealed record BenchRequest(string File, IReadOnlyList<BenchCase> Cases, LearningSettings Common, int Rounds, int Cores)
{
    /// <summary>Memory read to measure its bandwidth, in bytes: far more than any cache.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>How long each measurement of the machine takes; the memory is read more than once in it.</summary>
    public TimeSpan ProbeTime { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long each kind of training is tried before anything counts, since the just-in-time compiler works in stages.</summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromSeconds(1);
}
