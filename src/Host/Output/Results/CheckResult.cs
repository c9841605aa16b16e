namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>fsck</c> found.</summary>
/// <param name="Sound">Whether nothing is damaged, or no longer.</param>
/// <param name="Findings">What was found; notes are normal.</param>
internal sealed record CheckResult(bool Sound, IReadOnlyList<FindingResult> Findings);
