namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>fsck</c> found.</summary>
/// <param name="Sound">Whether nothing is damaged, or no longer.</param>
/// <param name="Verdict"><c>sound</c>, <c>repaired</c>, <c>repairable</c> or <c>needsHelp</c>.</param>
/// <param name="Findings">What was found; notes are normal.</param>
internal sealed record CheckResult(bool Sound, string Verdict, IReadOnlyList<FindingResult> Findings);
