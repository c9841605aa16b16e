namespace StreamW2V.Host.Benchmarks;

/// <summary>The machine that was measured on, and what it can do. The names are a contract with scripts.</summary>
/// <param name="Processor">Its name as the system has it.</param>
/// <param name="Cores">Processors this process may use.</param>
/// <param name="Runtime">Name and version of the runtime.</param>
/// <param name="Kernel">The kernel that is selected for this process.</param>
/// <param name="Arithmetic">The peak of each register width with each number of threads.</param>
/// <param name="Memory">The bandwidth with each number of threads.</param>
internal sealed record MachineResult(
    string Processor, int Cores, string Runtime, string Kernel, IReadOnlyList<ArithmeticResult> Arithmetic, IReadOnlyList<MemoryResult> Memory)
{
    /// <summary>
    /// The peak with <paramref name="threads"/> threads in GFLOP/s, of the registers named or of the best there are: the largest that was measured, since what
    /// falls short of it was disturbed.
    /// </summary>
    public double Peak(int threads, string? registers = null) =>
        Arithmetic.Where(one => one.Threads == threads && (registers is null || one.Registers == registers)).Max(one => one.Gflops.Max);
}
