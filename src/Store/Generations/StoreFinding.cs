namespace StreamW2V.Store.Generations;

/// <summary>One thing <see cref="StoreCheck"/> found, in words for somebody who was woken by it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Path">The file or folder.</param>
/// <param name="Sentence">What is wrong with it, in one line.</param>
/// <param name="Meaning">What that means for the data: what is lost, and what is not.</param>
/// <param name="Remedy">What to do, in one line; what was done, once <paramref name="Repaired"/>.</param>
/// <param name="Repaired">Whether this run of fsck has repaired it.</param>
/// <param name="IsRepairable">Whether fsck --repair can repair it.</param>
public sealed record StoreFinding(
    FindingSeverity Severity, string Path, string Sentence, string Meaning, string Remedy, bool Repaired = false, bool IsRepairable = false);
