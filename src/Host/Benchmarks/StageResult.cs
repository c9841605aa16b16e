namespace StreamW2V.Host.Benchmarks;

/// <summary>Where the time of a run goes, in seconds summed over threads; what a thread waits is in none of them but the last.</summary>
/// <param name="Read">Reading, decoding and framing lines: processor time of a pass that does only this.</param>
/// <param name="Tokenize">From lines to tokens; timed on one line in 32.</param>
/// <param name="LookUp">From tokens to word ids; timed on one sentence in 32, as are the next two.</param>
/// <param name="Sample">Subsampling, windows and negatives.</param>
/// <param name="Train">The arithmetic on the rows.</param>
/// <param name="Write">From the beginning of a generation until it is durable on the disk of the temporary folder.</param>
internal sealed record StageResult(Spread Read, Spread Tokenize, Spread LookUp, Spread Sample, Spread Train, Spread Write);
