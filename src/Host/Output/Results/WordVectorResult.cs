namespace StreamW2V.Host.Output.Results;

/// <summary>One answer of <c>vector</c>.</summary>
/// <param name="Word">The word.</param>
/// <param name="Vector">Its vector.</param>
internal sealed record WordVectorResult(string Word, float[] Vector);
