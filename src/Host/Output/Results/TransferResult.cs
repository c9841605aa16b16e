namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>export</c> wrote or <c>import</c> read.</summary>
/// <param name="Format">The format.</param>
/// <param name="File">The file or folder outside the store.</param>
/// <param name="Words">Words transferred.</param>
/// <param name="Dimension">Floats per vector.</param>
/// <param name="Generation">The generation read or made.</param>
internal sealed record TransferResult(string Format, string File, long Words, int Dimension, long Generation);
