namespace StreamW2V.Host.Output.Results;

/// <summary>What the sources of a store brought and lost since it was made: the same after kills, and up to date beside a running process.</summary>
/// <param name="Known">Sources remembered.</param>
/// <param name="Gone">Those of them whose file is gone, or whose pipe ended.</param>
/// <param name="Lines">Lines accepted.</param>
/// <param name="Bytes">Raw bytes accepted; inflated ones of gzip files.</param>
/// <param name="Truncations">Files found truncated or rewritten, and read again from the start.</param>
/// <param name="RecognizedCopies">Rotated copies and compressed files of which only what was new was read.</param>
/// <param name="CutLines">Lines cut at <c>--max-line</c>.</param>
/// <param name="MendedLines">Lines with bytes that were not valid text.</param>
/// <param name="NulBytes">NUL bytes left out.</param>
/// <param name="UnendedLines">Last lines taken without a line end, because the file was idle or gone.</param>
/// <param name="RefusedFiles">Notes on refused files in the quarantine folder.</param>
internal sealed record SourcesResult(
    long Known,
    long Gone,
    long Lines,
    long Bytes,
    long Truncations,
    long RecognizedCopies,
    long CutLines,
    long MendedLines,
    long NulBytes,
    long UnendedLines,
    long RefusedFiles);
