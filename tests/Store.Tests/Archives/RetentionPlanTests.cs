using StreamW2V.Store.Archives;
using Xunit;

namespace StreamW2V.Store.Tests.Archives;

/// <summary>Prevents a policy from keeping less than it says, from keeping everything, or from losing all when the clock jumps.</summary>
public sealed class RetentionPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_decided_before_there_are_enough_plain_generations()
    {
        Assert.Null(RetentionPlan.Of([], new RetentionPolicy()));
        Assert.Null(RetentionPlan.Of([new(1, Start, false)], new RetentionPolicy { Newest = 2 }));
        Assert.Null(RetentionPlan.Of([new(1, Start, true), new(2, Start, false)], new RetentionPolicy { Newest = 2, Daily = 9 }));
    }

    [Fact]
    public void Without_rules_only_the_newest_stay()
    {
        var plan = RetentionPlan.Of(Every(TimeSpan.FromMinutes(1), 100), new RetentionPolicy { Newest = 3 })!;
        Assert.Equal(98, plan.OldestPlain);
        Assert.Empty(plan.Kept);
    }

    [Fact]
    public void The_last_of_each_period_is_kept_and_the_current_period_counts()
    {
        // Every ten minutes for three days: 432 generations, 1 at 00:00, 6 at 00:50, 7 at 01:00, 144 at 23:50.
        var ages = Every(TimeSpan.FromMinutes(10), 432);
        Assert.Equal([144, 288], RetentionPlan.Of(ages, new RetentionPolicy { Daily = 5 })!.Kept.Order());
        Assert.Equal([288], RetentionPlan.Of(ages, new RetentionPolicy { Daily = 2 })!.Kept.Order());
        Assert.Empty(RetentionPlan.Of(ages, new RetentionPolicy { Daily = 1 })!.Kept);
        Assert.Equal([420, 426], RetentionPlan.Of(ages, new RetentionPolicy { Hourly = 3 })!.Kept.Order());
        Assert.Equal([144, 288, 420, 426], RetentionPlan.Of(ages, new RetentionPolicy { Hourly = 3, Daily = 3 })!.Kept.Order());
    }

    [Fact]
    public void Weeks_begin_on_Monday_and_months_are_those_of_the_calendar()
    {
        // One a day at noon from Thursday, 1 January 2026 on: Sundays are the 4th, 11th, 18th and 25th, so the generations of these numbers.
        var ages = Enumerable.Range(1, 70).Select(day => new GenerationAge(day, Start.AddDays(day - 1).AddHours(12), false)).ToArray();
        Assert.Equal([46, 53, 60, 67], RetentionPlan.Of(ages, new RetentionPolicy { Newest = 1, Weekly = 5 })!.Kept.Order());
        Assert.Equal([31, 59], RetentionPlan.Of(ages, new RetentionPolicy { Newest = 1, Monthly = 12 })!.Kept.Order());
    }

    [Fact]
    public void Hours_in_which_nothing_was_written_use_up_nothing()
    {
        GenerationAge[] ages = [new(1, Start, true), new(2, Start.AddDays(200), true), new(3, Start.AddDays(400), false)];
        Assert.Equal([1, 2], RetentionPlan.Of(ages, new RetentionPolicy { Newest = 1, Hourly = 3 })!.Kept.Order());
    }

    [Fact]
    public void A_clock_that_jumps_ahead_and_back_loses_no_period()
    {
        GenerationAge[] ages =
        [
            new(1, Start, true), new(2, Start.AddDays(1), true), new(3, Start.AddYears(50), true), new(4, Start.AddDays(2), true), new(5, Start.AddDays(3), false),
        ];
        Assert.Equal([1, 2, 3, 4], RetentionPlan.Of(ages, new RetentionPolicy { Newest = 1, Daily = 5 })!.Kept.Order());
    }

    [Fact]
    public void A_generation_that_is_plain_and_archived_counts_once_as_plain()
    {
        GenerationAge[] ages = [new(1, Start, true), new(1, Start, false), new(2, Start.AddDays(1), false)];
        var plan = RetentionPlan.Of(ages, new RetentionPolicy { Newest = 2, Daily = 2 })!;
        Assert.Equal(1, plan.OldestPlain);
        Assert.Empty(plan.Kept);
    }

    /// <summary>What is thrown away at one commit must never be what a later one would have kept.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(61)]
    [InlineData(600)]
    public void Deciding_at_every_commit_keeps_what_deciding_once_at_the_end_would(int minutes)
    {
        var policy = new RetentionPolicy { Newest = 2, Hourly = 6, Daily = 4, Weekly = 3, Monthly = 2 };
        var all = Every(TimeSpan.FromMinutes(minutes), 20_000 / Math.Max(1, minutes / 7));
        var held = new List<GenerationAge>();
        var archived = new HashSet<long>();
        RetentionPlan? last = null;
        foreach (var one in all)
        {
            held.Add(one);
            if (RetentionPlan.Of(held, policy) is { } plan)
            {
                held.RemoveAll(age => age.Number < plan.OldestPlain && !plan.Kept.Contains(age.Number));
                archived.UnionWith(plan.Kept);
                last = plan;
            }
        }

        Assert.Equal(RetentionPlan.Of(all, policy)!.Kept.Order(), last!.Kept.Order());
        Assert.True(last.Kept.Count <= 6 + 4 + 3 + 2);

        // Only what ends an hour goes into the archive, however often generations are written.
        var hours = all.Select(one => one.Created.UtcTicks / TimeSpan.TicksPerHour).Distinct().Count();
        Assert.InRange(archived.Count, 1, hours);
    }

    private static GenerationAge[] Every(TimeSpan interval, int count) =>
        [.. Enumerable.Range(1, count).Select(i => new GenerationAge(i, Start + ((i - 1) * interval), IsArchived: false))];
}
