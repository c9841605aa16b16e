using System.Globalization;
using StreamW2V.Host.Learning;

namespace StreamW2V.Host.Output;

/// <summary>
/// Shows progress: on a terminal one live line, elsewhere a line of <c>key=value</c> per interval. The services may report as
/// often as they like; what comes too early is dropped. Safe from many threads.
/// </summary>
public sealed class ProgressReport : IProgress<LearningProgress>
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly StatusDisplay _display;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly long _start;
    private long _shown;
    private string _phase = "";

    /// <summary>Progress on <paramref name="display"/>, off a terminal every <paramref name="interval"/>; zero shows none there.</summary>
    public ProgressReport(StatusDisplay display, TimeProvider time, TimeSpan interval)
    {
        _display = display;
        _time = time;
        _interval = interval;
        _start = _shown = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(LearningProgress value)
    {
        lock (_gate)
        {
            // A new phase shows at once on a terminal; lines keep their interval.
            var due = _display.IsTerminal ? (value.Phase == _phase ? Redraw : TimeSpan.Zero) : _interval;
            if ((!_display.IsTerminal && _interval <= TimeSpan.Zero) || _time.GetElapsedTime(_shown) < due)
            {
                return;
            }

            _phase = value.Phase;
            _shown = _time.GetTimestamp();
            if (_display.IsTerminal)
            {
                _display.Live(ForPeople(value));
            }
            else
            {
                _display.Line(ForPrograms(value, _time.GetElapsedTime(_start)));
            }
        }
    }

    /// <summary>Removes the live line, before the result is written.</summary>
    public void Finish() => _display.Live("");

    /// <summary>The line for a terminal, e.g. <c>training  43.0%  1,234,567 words/s  loss 1.234  left 3m05s</c>.</summary>
    internal static string ForPeople(LearningProgress progress)
    {
        var parts = new List<string> { progress.Phase };
        Add(parts, progress.Fraction,
            share => share.ToString("P1", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal));
        parts.Add(Figures.Count(progress.Words) + " words");
        Add(parts, progress.WordsPerSecond, rate => Figures.Count(rate) + " words/s");
        Add(parts, progress.Loss, loss => "loss " + loss.ToString("F4", CultureInfo.InvariantCulture));
        Add(parts, progress.PrequentialLoss, loss => "prequential " + loss.ToString("F4", CultureInfo.InvariantCulture));
        Add(parts, progress.OutOfVocabulary, share => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + "% unknown");
        Add(parts, progress.Remaining, left => "left " + Figures.Time(left));
        Add(parts, progress.Vocabulary, count => Figures.Count(count) + " in vocabulary");
        Add(parts, progress.Generation, number => "generation " + number.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.LagBytes, bytes => "lag " + Figures.Bytes(bytes));
        return string.Join("  ", parts);
    }

    /// <summary>
    /// The line for a log, e.g. <c>progress phase=training seconds=12.0 words=1234567 wordsPerSecond=98765 loss=1.2346</c>.
    /// </summary>
    internal static string ForPrograms(LearningProgress progress, TimeSpan elapsed)
    {
        var parts = new List<string>
        {
            "progress phase=" + progress.Phase,
            "seconds=" + elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            "words=" + progress.Words.ToString(CultureInfo.InvariantCulture),
        };
        Add(parts, progress.WordsPerSecond, rate => "wordsPerSecond=" + rate.ToString("F0", CultureInfo.InvariantCulture));
        Add(parts, progress.Loss, loss => "loss=" + loss.ToString("F4", CultureInfo.InvariantCulture));
        Add(parts, progress.PrequentialLoss, loss => "prequentialLoss=" + loss.ToString("F4", CultureInfo.InvariantCulture));
        Add(parts, progress.OutOfVocabulary, share => "outOfVocabulary=" + share.ToString("F4", CultureInfo.InvariantCulture));
        Add(parts, progress.Alpha, alpha => "alpha=" + alpha.ToString("G4", CultureInfo.InvariantCulture));
        Add(parts, progress.Fraction, share => "percent=" + (share * 100).ToString("F1", CultureInfo.InvariantCulture));
        Add(parts, progress.Remaining, left => "secondsLeft=" + left.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture));
        Add(parts, progress.Vocabulary, count => "vocabulary=" + count.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.Admissions, count => "admissions=" + count.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.Evictions, count => "evictions=" + count.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.Generation, number => "generation=" + number.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.LagBytes, bytes => "lagBytes=" + bytes.ToString(CultureInfo.InvariantCulture));
        Add(parts, progress.Pause, pause => "pauseMilliseconds=" + pause.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture));
        if (progress.Sources is { } sources)
        {
            parts.AddRange(SourceFigures.Of(sources));
        }

        return string.Join(' ', parts);
    }

    private static void Add<T>(List<string> parts, T? value, Func<T, string> text)
        where T : struct
    {
        if (value is { } known)
        {
            parts.Add(text(known));
        }
    }
}
