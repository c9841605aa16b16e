using System.Diagnostics;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>Waits for events, however slow the machine is; the deadline is for what will never happen.</summary>
internal static class Deadline
{
    /// <summary>Longer than anything takes here on a machine that does ten other things.</summary>
    public static readonly TimeSpan Generous = TimeSpan.FromMinutes(4);

    /// <summary>Returns when <paramref name="isReached"/> says so, which is asked every few milliseconds.</summary>
    public static async Task Until(Func<bool> isReached, string what, LiveProgram? program = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            if (program is { HasExited: true })
            {
                Assert.Fail($"the program ended before {what}: {await program.ExitAsync()}");
            }

            if (Stopwatch.GetElapsedTime(start) > Generous)
            {
                Assert.Fail($"{what} did not happen within {Generous}; standard error so far:\n{program?.ErrorText}");
            }

            await Task.Delay(2);
        }
    }
}
