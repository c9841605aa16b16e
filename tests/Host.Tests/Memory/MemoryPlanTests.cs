using Microsoft.Extensions.Logging;
using StreamW2V.Engine;
using StreamW2V.Host.Memory;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Tests.Memory;

/// <summary>Prevents models that are pushed to the disk although they fit, for a vocabulary they may never have, and ones that stay in memory until the process is killed.</summary>
public sealed class MemoryPlanTests
{
    private static readonly LearnerOptions s_large = new() { Dimension = 300, MaxVocabulary = 1_000_000 };

    [Theory]
    [InlineData(600, 1_000_000, MappingKind.Shared)]
    [InlineData(4000, 1_000_000, MappingKind.Private)]
    [InlineData(600, 50_000, MappingKind.Private)]
    [InlineData(600, 0, MappingKind.Private)]
    public void Rows_in_use_decide_and_not_those_that_may_come(int limitMegabytes, long words, MappingKind expected)
    {
        var plan = Plan(null, limitMegabytes);
        Assert.Equal(expected, plan.MappingFor(words));
        Assert.Equal(expected == MappingKind.Shared, plan.IsOutgrown(words));
    }

    [Theory]
    [InlineData(MappingKind.Private)]
    [InlineData(MappingKind.Huge)]
    [InlineData(MappingKind.Shared)]
    public void What_was_asked_for_holds_whatever_fits(MappingKind asked)
    {
        var plan = Plan(asked, 600);
        Assert.Equal(asked, plan.MappingFor(1_000_000));
        Assert.Equal(asked, plan.MappingFor(10));
        Assert.False(plan.IsOutgrown(1_000_000));
    }

    [Fact]
    public void Three_quarters_of_what_is_left_for_rows_hold_those_that_stay()
    {
        var train = new MemoryPlan(null, new MemoryLimit(600_000_000, "test"), s_large, grows: false);
        Assert.InRange(train.StayingRows(1_000_000), 38_000, 68_000);
        Assert.True(train.StayingRows(900_000) > train.StayingRows(1_000_000));

        // The noise words of a pool are all over the other rows, and want to be in memory together.
        var wide = s_large with { Dimension = 3000 };
        long Staying(LearnerOptions options) => new MemoryPlan(null, new MemoryLimit(700_000_000, "test"), options, grows: false).StayingRows(1_000_000);
        Assert.InRange(Staying(wide with { NegativeLocality = 5000 }), 0, Staying(wide) - 1000);

        // A stream may come to have all of its words, which takes memory from the rows.
        Assert.Equal(Plan(null, 600).StayingRows(1_000_000), Plan(null, 600).StayingRows(10));
        Assert.Equal(0, Plan(null, 200).StayingRows(10));

        // Where all fit, and shared is what was asked for, all are in the file. Of the inner nodes none stay: the first are the rarest.
        Assert.Equal(0, Plan(MappingKind.Shared, 100_000).StayingRows(1_000_000));
        var both = new MemoryPlan(null, new MemoryLimit(800_000_000, "test"), s_large with { Objective = Objective.Both }, grows: false);
        var negative = new MemoryPlan(null, new MemoryLimit(800_000_000, "test"), s_large, grows: false);
        Assert.InRange(both.StayingRows(1_000_000), 1000, negative.StayingRows(1_000_000));
    }

    [Fact]
    public void The_report_names_parts_limit_and_reason()
    {
        var shared = Report(Plan(null, 600), 1_000_000);
        Assert.Contains("(2432000000 matrices, ", shared, StringComparison.Ordinal);
        Assert.Contains("of 600000000 by test; mapping shared: that passes 85 % of it; --negative-locality ", shared, StringComparison.Ordinal);
        Assert.EndsWith("mapping private: it fits", Report(Plan(null, 600), 1000).TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("mapping huge: as asked, although that passes 85 % of it", Report(Plan(MappingKind.Huge, 600), 1_000_000).TrimEnd(), StringComparison.Ordinal);
        var local = new MemoryPlan(null, new MemoryLimit(600_000_000, "test"), s_large with { NegativeLocality = 5 }, grows: false);
        Assert.EndsWith("that passes 85 % of it", Report(local, 1_000_000).TrimEnd(), StringComparison.Ordinal);
    }

    private static MemoryPlan Plan(MappingKind? asked, int limitMegabytes) => new(asked, new MemoryLimit(limitMegabytes * 1_000_000L, "test"), s_large, grows: true);

    private static string Report(MemoryPlan plan, long words)
    {
        var lines = new Lines();
        plan.Report(lines, words);
        return Assert.Single(lines.Logged);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Logged { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Logged.Add(formatter(state, exception));
    }
}
