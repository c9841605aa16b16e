namespace StreamW2V.Host.Benchmarks;

/// <summary>The result of <c>bench</c>. The names are a contract with scripts.</summary>
/// <param name="Machine">What it was measured on.</param>
/// <param name="Text">What was trained on.</param>
/// <param name="Options">What all combinations share, by the names of the options.</param>
/// <param name="Rounds">Times each was run.</param>
/// <param name="Cases">The combinations.</param>
internal sealed record BenchResult(
    MachineResult Machine, TextResult Text, IReadOnlyDictionary<string, string> Options, int Rounds, IReadOnlyList<CaseResult> Cases);
