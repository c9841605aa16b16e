namespace StreamW2V.Host.Output.Results;

/// <summary>One line of <c>vocab</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="Count">How often it was seen; an estimate where counts decay.</param>
internal sealed record WordCountResult(string Word, double Count);
