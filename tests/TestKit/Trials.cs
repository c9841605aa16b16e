using System.Diagnostics;
using System.Globalization;

namespace StreamW2V.TestKit;

/// <summary>
/// A suite that tries something many times: a few times in <c>dotnet test</c>, as often as asked for by <c>tests/endurance.sh</c>. It counts how each
/// trial ended and prints what replays them. A trial that is neither survived nor refused, as when an assertion threw in its middle, is wrong.
/// <para>
/// <c>STREAMW2V_ENDURANCE_NAME</c> (the suite's name in capitals, dashes as underscores) replaces the number of trials, <c>STREAMW2V_TEST_SEED</c> the
/// seed; the counts are appended to the file that <c>STREAMW2V_ENDURANCE_REPORT</c> names, if any. A test of such a suite bears
/// <c>[Trait("Endurance", "name")]</c>, by which the script picks it, and has a row in the script's table.
/// </para>
/// </summary>
public sealed class Trials : IDisposable
{
    private const string SeedVariable = "STREAMW2V_TEST_SEED";
    private const string CountPrefix = "STREAMW2V_ENDURANCE_";
    private static readonly Lock s_reporting = new();

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly string _suite;
    private readonly Action<string> _print;
    private int _tried;
    private int _survived;
    private int _refused;

    private Trials(string suite, int count, string replay, Action<string> print)
    {
        _suite = suite;
        _print = print;
        Count = count;
        Replay = replay;
        print($"{suite}: {count} trials, seed {Seed}; replay with {replay}");
    }

    /// <summary>Seed of every suite of this run.</summary>
    public static ulong Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var seed) ? seed : 20261121;

    /// <summary>How many trials there are to be.</summary>
    public int Count { get; }

    /// <summary>One command that repeats all of them.</summary>
    public string Replay { get; }

    /// <summary>Starts to count the trials of a suite, or of one of several tests that share its number.</summary>
    /// <param name="suite">Name of the suite: lower case with dashes.</param>
    /// <param name="fast">Trials in <c>dotnet test</c>.</param>
    /// <param name="test">The test class.</param>
    /// <param name="print">Takes the seed and the counts.</param>
    /// <param name="shares">Tests among which the number is divided.</param>
    public static Trials Begin(string suite, int fast, Type test, Action<string> print, int shares = 1)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(print);
        var variable = CountPrefix + suite.Replace('-', '_').ToUpperInvariant();
        var asked = int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : fast;
        var project = test.Assembly.GetName().Name!["StreamW2V.".Length..];
        var replay = $"{SeedVariable}={Seed} {variable}={asked} dotnet test -c Release tests/{project} --filter Endurance={suite}";
        return new Trials(suite, (asked + shares - 1) / shares, replay, print);
    }

    /// <summary>A trial begins.</summary>
    public void Try() => Interlocked.Increment(ref _tried);

    /// <summary>It, or so many together, ended with the right result.</summary>
    public void Survived(int trials = 1) => Interlocked.Add(ref _survived, trials);

    /// <summary>It ended with a clear error instead of a result, as it should.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>Prints and reports the counts.</summary>
    public void Dispose()
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        var wrong = _tried - _survived - _refused;
        _print($"{_suite}: tried {_tried}, survived {_survived}, refused {_refused}, wrong {wrong}, {seconds} s");
        if (Environment.GetEnvironmentVariable(CountPrefix + "REPORT") is { Length: > 0 } report)
        {
            lock (s_reporting)
            {
                File.AppendAllText(report, $"{_suite}\t{_tried}\t{_survived}\t{_refused}\t{wrong}\t{seconds}\t{Seed}\t{Replay}\n");
            }
        }
    }
}
