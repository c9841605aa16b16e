namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>rollback</c> did.</summary>
/// <param name="Generation">The generation that is the newest now.</param>
/// <param name="SetAside">The newer ones, which were moved aside.</param>
internal sealed record RollbackResult(long Generation, IReadOnlyList<long> SetAside);
