using System.Runtime.ExceptionServices;

namespace StreamW2V.Query;

/// <summary>Work that is cut into parts, one per thread.</summary>
internal static class Parts
{
    /// <summary>Runs the parts 0 to <paramref name="count"/> − 1 at the same time and waits; an error of one is thrown as it is.</summary>
    public static void Run(int count, Action<int> part)
    {
        if (count == 1)
        {
            part(0);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, part);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Capture(failures.InnerExceptions[0]).Throw();
        }
    }
}
