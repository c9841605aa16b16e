using StreamW2V.Engine.Training;

namespace StreamW2V.Host.Benchmarks;

/// <summary>What one run of one combination gave.</summary>
/// <param name="Words">Tokens of known words, before subsampling.</param>
/// <param name="Vocabulary">Words with a vector.</param>
/// <param name="MatrixBytes">Bytes of all matrices.</param>
/// <param name="TrainingTime">From the first to the last update.</param>
/// <param name="Tokenizing">Time from lines to tokens, extrapolated.</param>
/// <param name="Work">Operations and the other stages, summed over threads.</param>
/// <param name="Writing">Time from the beginning of a generation until it is durable.</param>
internal sealed record TrialFigures(
    long Words, int Vocabulary, long MatrixBytes, TimeSpan TrainingTime, TimeSpan Tokenizing, LearnerWork Work, TimeSpan Writing)
{
    /// <summary>Words per second of the training phase.</summary>
    public double WordsPerSecond => Rate(Words);

    /// <summary>Floating-point operations per second of the training phase, in units of 10^9.</summary>
    public double Gflops => Rate(Work.Operations) / 1e9;

    private double Rate(double count) => TrainingTime > TimeSpan.Zero ? count / TrainingTime.TotalSeconds : 0;
}
