namespace StreamW2V.Host.Output.Results;

/// <summary>One finding of <c>fsck</c>.</summary>
/// <param name="Severity"><c>note</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Path">The file or folder.</param>
/// <param name="Finding">What is wrong.</param>
/// <param name="Meaning">What that means for the data: what is lost, and what is not.</param>
/// <param name="Remedy">What to do, or what was done.</param>
/// <param name="Repaired">Whether it was repaired.</param>
internal sealed record FindingResult(string Severity, string Path, string Finding, string Meaning, string Remedy, bool Repaired);
