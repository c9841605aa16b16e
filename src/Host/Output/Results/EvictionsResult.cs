namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>vocab --evicted</c> lists.</summary>
/// <param name="Total">Evictions since the store was made, remembered or not.</param>
/// <param name="Evicted">The latest ones, the latest first.</param>
internal sealed record EvictionsResult(long Total, IReadOnlyList<EvictionResult> Evicted);
