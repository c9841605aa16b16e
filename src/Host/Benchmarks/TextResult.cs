namespace StreamW2V.Host.Benchmarks;

/// <summary>The text of a measurement.</summary>
/// <param name="File">Its path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tokens">Tokens in it.</param>
/// <param name="Words">Those of known words: what is trained per run, before subsampling.</param>
/// <param name="Vocabulary">Words with a vector.</param>
internal sealed record TextResult(string File, long Bytes, long Tokens, long Words, int Vocabulary);
