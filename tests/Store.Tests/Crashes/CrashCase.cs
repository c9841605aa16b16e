using StreamW2V.TestKit.Disks;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>The states of one moment in an order that begins with the telling ones and goes on by chance.</summary>
internal static class CrashCase
{
    private const int Exhaustive = 9;

    /// <summary>The state of that number; null when all there are have had their turn.</summary>
    /// <param name="point">The moment.</param>
    /// <param name="number">The number, from 0 on. Number 0 is what a kill leaves: everything happened.</param>
    /// <param name="choices">For states by chance.</param>
    public static DiskImage? State(CrashPoint point, int number, Choices choices)
    {
        var units = point.Units;
        if (units <= Exhaustive)
        {
            var tail = (CrashTail)(number >> units);
            return number >> units <= (int)CrashTail.Stale ? point.State(unit => ((number >> unit) & 1) == 0, tail) : null;
        }

        switch (number)
        {
            case 0:
                return point.State(_ => true, CrashTail.None);
            case <= 3:
                return point.State(_ => false, (CrashTail)(number - 1));
            case <= 6:
                return point.State(point.IsName, (CrashTail)(number - 4));
            case 7:
                return point.State(unit => !point.IsName(unit), CrashTail.None);
        }

        number -= 8;
        if (number < units)
        {
            return point.State(unit => unit != number, CrashTail.None);
        }

        number -= units;
        if (number < 2 * units)
        {
            // What a journaling file system leaves: names up to some moment, with or without content that is not synced.
            return point.State(unit => point.IsName(unit) ? unit < number / 2 : number % 2 == 0, (CrashTail)(number % 3));
        }

        var (names, contents) = (choices.Next(101) / 100.0, choices.Next(101) / 100.0);
        var kept = Enumerable.Range(0, units).Select(unit => choices.Chance(point.IsName(unit) ? names : contents)).ToArray();
        return point.State(unit => kept[unit], (CrashTail)choices.Next(3));
    }
}
