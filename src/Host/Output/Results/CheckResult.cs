namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>fsck</c> found.</summary>
/// <param name="Clean">Whether nothing is damaged.</param>
/// <param name="Repaired">Whether repairs were made.</param>
/// <param name="Findings">What was found.</param>
internal sealed record CheckResult(bool Clean, bool Repaired, IReadOnlyList<FindingResult> Findings);
