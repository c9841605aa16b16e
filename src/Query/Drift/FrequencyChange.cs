namespace StreamW2V.Query.Drift;

/// <summary>
/// How often a word was used up to the earlier generation and after it, so that "used more" and "used differently" are not confused.
/// </summary>
/// <param name="CountBefore">Its count in the earlier generation.</param>
/// <param name="CountAfter">Its count in the later one.</param>
/// <param name="PerMillionBefore">Its share of all counts of the earlier generation, times a million.</param>
/// <param name="PerMillionSince">
/// Its share, times a million, of what was counted between the two; where counts decay or the word was evicted in between, so that a
/// difference of counts says nothing, its share of the later generation's counts. Null if nothing was counted.
/// </param>
public sealed record FrequencyChange(double CountBefore, double CountAfter, double PerMillionBefore, double? PerMillionSince)
{
    /// <summary><see cref="PerMillionSince"/> / <see cref="PerMillionBefore"/>; null where one of them is missing or zero.</summary>
    public double? Ratio => PerMillionSince is { } since && PerMillionBefore > 0 ? since / PerMillionBefore : null;

    /// <summary>Compares the counts of a word.</summary>
    /// <param name="before">Its count in the earlier generation.</param>
    /// <param name="after">Its count in the later one.</param>
    /// <param name="totalBefore">Sum of the earlier generation's counts.</param>
    /// <param name="totalAfter">Sum of the later one's.</param>
    /// <param name="isCumulative">Whether the later counts go on from the earlier ones.</param>
    public static FrequencyChange Of(double before, double after, double totalBefore, double totalAfter, bool isCumulative)
    {
        var (count, total) = isCumulative ? (after - before, totalAfter - totalBefore) : (after, totalAfter);
        return new(before, after, totalBefore > 0 ? before / totalBefore * 1e6 : 0, total > 0 && count >= 0 ? count / total * 1e6 : null);
    }
}
