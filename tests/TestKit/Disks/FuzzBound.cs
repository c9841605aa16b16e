using System.Diagnostics;

namespace StreamW2V.TestKit.Disks;

/// <summary>What reading a hostile file may cost: neither the time nor the memory that the file announces.</summary>
public static class FuzzBound
{
    /// <summary>Runs a reader and throws if it took more than <paramref name="bytes"/> of memory in all, or longer than half a minute.</summary>
    public static void Run(Action read, long bytes)
    {
        ArgumentNullException.ThrowIfNull(read);
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        finally
        {
            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            var time = Stopwatch.GetElapsedTime(start);
            if (taken > bytes || time > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"reading took {taken} bytes of memory and {time.TotalSeconds:F1} s");
            }
        }
    }
}
