using StreamW2V.Numerics;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>Picks some of many cases.</summary>
internal static class Spread
{
    /// <summary>
    /// All numbers from 1 to <paramref name="all"/> where <paramref name="count"/> reaches, else one from each of so many equal stretches,
    /// drawn by the seed.
    /// </summary>
    public static IEnumerable<int> Over(int all, int count)
    {
        var random = new RandomSource(Trials.Seed, 6, 0);
        var numbers = new List<int>();
        for (var stretch = 0; stretch < Math.Min(all, count); stretch++)
        {
            var (first, end) = ((int)((long)all * stretch / Math.Min(all, count)), (int)((long)all * (stretch + 1) / Math.Min(all, count)));
            numbers.Add(first + 1 + random.NextInt32(end - first));
        }

        return numbers;
    }
}
