using System.Diagnostics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Where a trainer's time goes: the time to plan and to train sentences, measured on one sentence in <see cref="Stride"/>, chosen by number, so that measuring costs
/// next to nothing, and the examples of all sentences. One per worker.
/// </summary>
internal sealed class WorkMeter
{
    /// <summary>One sentence in this many is timed; a multiple of that of the losses, and never one of those.</summary>
    public const int Stride = 2 * LossMeter.Stride;

    private long _mark;
    private long _planning;
    private long _training;
    private long _examples;
    private bool _isOn;

    /// <summary>Time spent on drawing, extrapolated from the sentences that were timed.</summary>
    public TimeSpan Planning => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _planning) * Stride);

    /// <summary>Time spent on the windows.</summary>
    public TimeSpan Training => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _training) * Stride);

    /// <summary>Pairs of a center and a context word.</summary>
    public long Pairs => Volatile.Read(ref _examples);

    /// <summary>Names the sentence under way.</summary>
    public void Begin(long sentence)
    {
        _isOn = sentence % Stride == 1;
        _mark = _isOn ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>The sentence is planned.</summary>
    public void Planned() => Note(ref _planning);

    /// <summary>The sentence is trained.</summary>
    public void Trained() => Note(ref _training);

    /// <summary>Counts pairs.</summary>
    public void Add(int pairs) => _examples += pairs;

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
