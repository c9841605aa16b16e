using System.Diagnostics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Where a trainer's time goes: the time to plan and to train sentences, measured on one sentence in <see cref="Stride"/>, chosen by number, so that measuring costs
/// next to nothing, and the arithmetic of all sentences. One per worker.
/// </summary>
internal sealed class WorkMeter
{
    /// <summary>One sentence in this many is timed; it divides that of the losses, whose sentences are never among them.</summary>
    public const int Stride = LossMeter.Stride / 2;

    private long _mark;
    private long _planning;
    private long _training;
    private long _operations;
    private bool _isOn;

    /// <summary>Time spent on drawing, extrapolated from the sentences that were timed.</summary>
    public TimeSpan Planning => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _planning) * Stride);

    /// <summary>Time spent on the windows.</summary>
    public TimeSpan Training => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _training) * Stride);

    /// <summary>
    /// Floating-point operations of all sentences: per hidden and output row 2 for the score and 4 for the updates, per context row of CBOW 3 for sum and
    /// addition, each times the dimension.
    /// </summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Names the sentence under way; one that is rehearsed by the fresh one before it, so that their share among those timed is their share among all.</summary>
    public void Begin(long sentence)
    {
        _isOn = sentence % Stride == 1;
        _mark = _isOn ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>The sentence is planned.</summary>
    public void Planned() => Note(ref _planning);

    /// <summary>The sentence is trained.</summary>
    public void Trained() => Note(ref _training);

    /// <summary>Counts floating-point operations.</summary>
    public void Count(long operations) => _operations += operations;

    private void Note(ref long total)
    {
        if (_isOn)
        {
            var now = Stopwatch.GetTimestamp();
            total += now - _mark;
            _mark = now;
        }
    }
}
