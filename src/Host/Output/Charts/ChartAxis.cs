using System.Globalization;

namespace StreamW2V.Host.Output.Charts;

/// <summary>Maps numbers to places on a line of pixels, with marks at round numbers.</summary>
internal sealed class ChartAxis
{
    private const int Marks = 5;
    private readonly double _from;
    private readonly double _to;
    private readonly double _step;
    private readonly double _start;
    private readonly double _end;

    /// <summary>An axis for numbers of which the smallest and largest are given, widened to round numbers, from pixel <paramref name="start"/> to <paramref name="end"/>.</summary>
    public ChartAxis(double smallest, double largest, double start, double end)
    {
        var span = largest > smallest ? largest - smallest : Math.Max(Math.Abs(largest), 1);
        _step = Round(span / Marks);
        _from = Math.Floor(smallest / _step) * _step;
        _to = Math.Max(Math.Ceiling(largest / _step) * _step, _from + _step);
        (_start, _end) = (start, end);
    }

    /// <summary>The round numbers on it.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = 0; _from + (i * _step) <= _to + (_step / 2); i++)
            {
                yield return _from + (i * _step);
            }
        }
    }

    /// <summary>The pixel of a number.</summary>
    public double this[double number] => _start + ((number - _from) / (_to - _from) * (_end - _start));

    /// <summary>A mark's text, e.g. <c>0.25</c>, <c>1.5M</c>.</summary>
    public string Label(double number) => Math.Abs(number) switch
    {
        >= 1e9 => (number / 1e9).ToString("0.###", CultureInfo.InvariantCulture) + "G",
        >= 1e6 => (number / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (number / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "k",
        _ => Math.Round(number, 9).ToString("0.#########", CultureInfo.InvariantCulture),
    };

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is not below <paramref name="step"/>.</summary>
    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
