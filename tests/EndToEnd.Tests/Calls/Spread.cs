using StreamW2V.Numerics;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>Picks some of many cases, and tries several at a time: a trial waits for its processes more than it computes.</summary>
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

    /// <summary>Tries the cases that <see cref="Over"/> picks. The first that is wrong ends it, once those beside it have ended.</summary>
    public static Task TryAsync(int all, Trials trials, Func<int, Task> tryOne) => Parallel.ForEachAsync(
        Over(all, trials.Count),
        new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount },
        async (number, _) => await tryOne(number));
}
