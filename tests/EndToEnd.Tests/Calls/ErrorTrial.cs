using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>A run in which a call fails, and one after it in which none does.</summary>
internal static class ErrorTrial
{
    /// <summary>
    /// Fails the test unless the run with the fault ended well or with 74 and one line, and the one after it ends with the model of
    /// <paramref name="undisturbed"/>. A run to which the fault did not happen is no trial.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="undisturbed">Store of a run without faults.</param>
    /// <param name="store">A store that is not there yet.</param>
    /// <param name="wrapper">What makes the fault happen.</param>
    /// <param name="injected">The call to which it happened, or null.</param>
    /// <param name="end">The only exit code that is right, where it is known.</param>
    /// <param name="trials">Counts it.</param>
    public static async Task RunAsync(
        SmallRun run, string undisturbed, string store, string[] wrapper, Func<string?> injected, int? end, Trials trials)
    {
        // Where it has to end, it must do so by itself: a checkpoint that failed beside learning may not go unseen until more text comes.
        var outcome = await run.ToEndAsync(store, wrapper, end is 74 ? null : () => injected() is not null);
        if (injected() is not { } call)
        {
            outcome.Succeeded(); // it made fewer calls this time
            return;
        }

        trials.Try();
        var context = $"{Path.GetFileName(store)}: {call}; {trials.Replay}";
        var isRight = outcome.Code switch
        {
            0 => outcome.Faults.Count == 0,
            74 => outcome.Faults.Count == 1 && outcome.Faults[0].StartsWith("streamw2v: ", StringComparison.Ordinal),
            _ => false,
        };
        Assert.True(isRight && outcome.Code == (end ?? outcome.Code), $"{context}\n{outcome}");
        await run.FinishAsync(store);
        StoreState.AssertSameModel(undisturbed, store, context);
        if (outcome.Code == 0)
        {
            trials.Survived();
        }
        else
        {
            trials.Refused();
        }

        Directory.Delete(store, recursive: true);
    }
}
