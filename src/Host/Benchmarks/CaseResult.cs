namespace StreamW2V.Host.Benchmarks;

/// <summary>The figures of one combination.</summary>
/// <param name="Model">Architecture, as typed.</param>
/// <param name="Objective">Loss, as typed.</param>
/// <param name="Dim">Floats per vector.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Threads">Trainer threads.</param>
/// <param name="Mapping">Mapping of the matrices, as typed.</param>
/// <param name="MatrixBytes">Bytes of all matrices.</param>
/// <param name="Operations">Floating-point operations of a run, median.</param>
/// <param name="WordsPerSecond">Tokens of known words, before subsampling, per second from the first to the last update.</param>
/// <param name="Gflops">10^9 operations per second of the same time.</param>
/// <param name="PeakShare">That as a share of the best the machine can do with as many threads.</param>
/// <param name="KernelPeakShare">The same of the best with the registers of this kernel.</param>
/// <param name="TrainingSeconds">Time from the first to the last update.</param>
/// <param name="Stages">Where the time of threads went.</param>
internal sealed record CaseResult(
    string Model, string Objective, int Dim, string Kernel, int Threads, string Mapping, long MatrixBytes, double Operations,
    Spread WordsPerSecond, Spread Gflops, Spread PeakShare, Spread KernelPeakShare, Spread TrainingSeconds, StageResult Stages);
