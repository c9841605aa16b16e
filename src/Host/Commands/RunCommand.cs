using StreamW2V.Host.Learning;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Commands;

/// <summary><c>run</c>: learns from a stream until stopped.</summary>
internal sealed class RunCommand : IVerbCommand
{
    private readonly Func<RunRequest, LearningSession, CancellationToken, Task<LearningResult>> _learn;

    /// <summary>The verb over the service that does it.</summary>
    public RunCommand(Func<RunRequest, LearningSession, CancellationToken, Task<LearningResult>> learn)
    {
        _learn = learn;
    }

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Run;

    /// <inheritdoc/>
    public string Name => "run";

    /// <inheritdoc/>
    public string Summary => "learns from folders or a pipe as text arrives, until stopped";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "Every line is learned once, in the order it was accepted, whatever happens to the process. "
        + "SIGTERM and SIGINT write a last checkpoint and end with 0, as does the end of standard input where no folder is watched. "
        + "Without --watch, standard input is read if something is piped in. "
        + "Called again on the same store, it goes on where it stopped.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
        ["streamw2v run --watch /var/log/incoming --store store", "tail -F app.log | streamw2v run --lowercase --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var request = LearningRequests.Run(invocation, errors);
        return cancellation => LearningRun.InvokeAsync(invocation, (session, stop) => _learn(request, session, stop), cancellation);
    }
}
