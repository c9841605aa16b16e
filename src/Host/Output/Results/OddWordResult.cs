namespace StreamW2V.Host.Output.Results;

/// <summary>The answer of <c>doesnt-match</c>.</summary>
/// <param name="Word">The word that fits the others least.</param>
internal sealed record OddWordResult(string Word);
