namespace StreamW2V.Store.Archives;

/// <summary>What a <see cref="RetentionPolicy"/> makes of the generations there are.</summary>
/// <param name="OldestPlain">The oldest of the newest generations: what is older is archived or removed.</param>
/// <param name="Kept">Numbers before it that are kept in the archive.</param>
public sealed record RetentionPlan(long OldestPlain, IReadOnlySet<long> Kept)
{
    /// <summary>
    /// A function of its arguments alone. The periods are those of the creation times and not of the age as of now: a clock that jumps ahead, or a store that
    /// was not written to for a year, loses nothing. Within a period the last one by number stays, because it is the one that stays when the next comes: all
    /// but one in each period go straight from plain to removed, and only that one is ever archived.
    /// </summary>
    /// <param name="generations">The sound ones, in any order; a number that is both plain and archived may stand there twice.</param>
    /// <param name="policy">What to keep.</param>
    /// <returns>Null as long as there are fewer plain generations than are kept as they are.</returns>
    public static RetentionPlan? Of(IEnumerable<GenerationAge> generations, RetentionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var newestFirst = generations.OrderByDescending(one => one.Number).ThenBy(one => one.IsArchived).DistinctBy(one => one.Number).ToList();
        var plain = newestFirst.Where(one => !one.IsArchived).Take(policy.Newest).ToList();
        if (plain.Count < policy.Newest || plain.Count == 0)
        {
            return null;
        }

        var kept = new HashSet<long>();
        foreach (var (periods, periodOf) in Rules(policy))
        {
            var seen = new HashSet<long>();
            foreach (var one in newestFirst)
            {
                if (seen.Count < periods && seen.Add(periodOf(one.Created.UtcDateTime)) && one.Number < plain[^1].Number)
                {
                    kept.Add(one.Number);
                }
            }
        }

        return new RetentionPlan(plain[^1].Number, kept);
    }

    private static (int Periods, Func<DateTime, long> Of)[] Rules(RetentionPolicy policy) =>
    [
        (policy.Hourly, time => time.Ticks / TimeSpan.TicksPerHour),
        (policy.Daily, time => time.Ticks / TimeSpan.TicksPerDay),
        (policy.Weekly, time => time.Ticks / TimeSpan.TicksPerDay / 7), // 1 January of the year 1 was a Monday
        (policy.Monthly, time => (time.Year * 12L) + time.Month),
    ];
}
