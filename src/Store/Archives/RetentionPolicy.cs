namespace StreamW2V.Store.Archives;

/// <summary>
/// Which generations are kept: the newest ones as they are, for recovery, and of the older ones the last of each hour, day, week and month, in the archive. The
/// rules are those that users of restic and Borg know: each counts the latest periods that have a generation, and what any of them keeps is kept.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>Newest generations kept as they are, at least 1.</summary>
    public int Newest { get; init; } = 2;

    /// <summary>Hours of which the last generation is kept.</summary>
    public int Hourly { get; init; }

    /// <summary>Days of which the last generation is kept; days, weeks (from Monday on) and months are those of UTC.</summary>
    public int Daily { get; init; }

    /// <summary>Weeks of which the last generation is kept.</summary>
    public int Weekly { get; init; }

    /// <summary>Months of which the last generation is kept.</summary>
    public int Monthly { get; init; }

    /// <summary>Whether anything older than <see cref="Newest"/> is kept.</summary>
    public bool Archives => Hourly + Daily + Weekly + Monthly > 0;
}
