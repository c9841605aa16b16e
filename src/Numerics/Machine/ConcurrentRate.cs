using System.Diagnostics;

namespace StreamW2V.Numerics.Machine;

/// <summary>Measures what several threads get done when they work at the same time, each on something of its own.</summary>
internal static class ConcurrentRate
{
    /// <summary>
    /// Units per second of all threads together. They begin together and each works for <paramref name="time"/>; with more threads than processors
    /// the time they wait counts.
    /// </summary>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="time">How long each works, give or take a step.</param>
    /// <param name="start">Called on each thread with its index: returns a step, which takes far less than <paramref name="time"/> and returns units done.</param>
    public static double Measure(int threads, TimeSpan time, Func<int, Func<double>> start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        var rates = new double[threads];
        using var line = new Barrier(threads);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => rates[i] = Work(start(i), line, time)) { Name = $"probe {i}" })];
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        return rates.Sum();
    }

    private static double Work(Func<double> step, Barrier line, TimeSpan time)
    {
        // Once before the clock starts: what is not compiled or not in memory yet is no rate of the machine.
        step();
        line.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        var units = 0.0;
        TimeSpan elapsed;
        do
        {
            units += step();
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < time);
        return units / elapsed.TotalSeconds;
    }
}
