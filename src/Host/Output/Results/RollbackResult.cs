namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>rollback</c> did.</summary>
/// <param name="Generation">The generation that is the newest now.</param>
/// <param name="SetAside">The newer ones, which were moved aside.</param>
/// <param name="Journal">What was done to a journal that did not reach back.</param>
internal sealed record RollbackResult(long Generation, IReadOnlyList<long> SetAside, IReadOnlyList<string> Journal);
