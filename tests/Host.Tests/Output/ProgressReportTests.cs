using StreamW2V.Host.Learning;
using StreamW2V.Host.Output;

namespace StreamW2V.Host.Tests.Output;

/// <summary>Prevents progress from flooding a log, from tearing other lines, and from following a locale.</summary>
public sealed class ProgressReportTests
{
    private static readonly LearningProgress Sample = new()
    {
        Phase = "training",
        Words = 1_234_567,
        WordsPerSecond = 98_765.4,
        Loss = 1.23456,
        PrequentialLoss = 1.34567,
        OutOfVocabulary = 0.0375,
        Admissions = 80_000,
        Evictions = 1104,
        Alpha = 0.0125,
        Fraction = 0.43,
        Remaining = TimeSpan.FromSeconds(185),
        Vocabulary = 78_896,
        Generation = 3,
        LagBytes = 1536,
    };

    [Fact]
    public void A_line_for_people_has_units() => Assert.Equal(
        "training  43.0%  1,234,567 words  98,765 words/s  loss 1.2346  prequential 1.3457  3.8% unknown  left 3m05s  78,896 in vocabulary  generation 3  lag 1.5 KiB",
        ProgressReport.ForPeople(Sample));

    [Fact]
    public void A_line_for_programs_is_keys_and_values() => Assert.Equal(
        "progress phase=training seconds=12.5 words=1234567 wordsPerSecond=98765 loss=1.2346 prequentialLoss=1.3457 outOfVocabulary=0.0375 alpha=0.0125 percent=43.0 secondsLeft=185 vocabulary=78896 admissions=80000 evictions=1104 generation=3 lagBytes=1536",
        ProgressReport.ForPrograms(Sample, TimeSpan.FromSeconds(12.5)));

    [Fact]
    public void What_is_not_known_is_not_shown() =>
        Assert.Equal("progress phase=learning seconds=0.0 words=5", ProgressReport.ForPrograms(new LearningProgress { Phase = "learning", Words = 5 }, TimeSpan.Zero));

    [Theory]
    [InlineData(10, 3)]
    [InlineData(0, 0)]
    public void Off_a_terminal_there_is_one_line_per_interval(int seconds, int lines)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        var report = new ProgressReport(Display(error, terminal: false), time, TimeSpan.FromSeconds(seconds));
        for (var i = 0; i < 35; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            report.Report(Sample);
        }

        report.Finish();
        Assert.Equal(lines, error.ToString().Count(letter => letter == '\n'));
        Assert.DoesNotContain('\u001b', error.ToString());
    }

    [Fact]
    public void On_a_terminal_one_line_is_redrawn_and_log_lines_stay_above_it()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        var display = Display(error, terminal: true);
        var report = new ProgressReport(display, time, TimeSpan.FromSeconds(10));
        report.Report(new LearningProgress { Phase = "learning", Words = 1 });
        report.Report(new LearningProgress { Phase = "learning", Words = 2 });
        display.Line("an event");
        time.Advance(TimeSpan.FromMilliseconds(250));
        report.Report(new LearningProgress { Phase = "learning", Words = 3 });
        report.Finish();
        const string erase = "\r\u001b[2K";
        Assert.Equal($"{erase}learning  1 words{erase}an event\nlearning  1 words{erase}learning  3 words{erase}", error.ToString());
    }

    [Fact]
    public void A_live_line_is_cut_to_the_width_of_the_terminal()
    {
        using var error = new StringWriter();
        Display(error, terminal: true).Live(new string('x', 200));
        Assert.Equal(79, error.ToString().Count(letter => letter == 'x'));
    }

    private static StatusDisplay Display(TextWriter error, bool terminal) => new(new TestConsole { IsTerminal = terminal }.Context(TextWriter.Null, error));
}
