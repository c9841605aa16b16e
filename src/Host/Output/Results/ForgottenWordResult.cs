namespace StreamW2V.Host.Output.Results;

/// <summary>One word of <c>forget</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="Count">Its count in the newest generation; null where it had no vector.</param>
/// <param name="Candidate">Whether it was about to get a vector.</param>
/// <param name="Evictions">Remembered evictions that named it.</param>
/// <param name="Journal">How often it stood in the journal.</param>
internal sealed record ForgottenWordResult(string Word, double? Count, bool Candidate, int Evictions, long Journal);
