using StreamW2V.Host.Learning;
using StreamW2V.Host.Options;
using StreamW2V.Ingest;

namespace StreamW2V.Host.Commands;

/// <summary><c>train FILE...</c>: learns from files, then ends.</summary>
internal sealed class TrainCommand : IVerbCommand
{
    private readonly Func<TrainRequest, LearningSession, CancellationToken, Task<LearningResult>> _learn;

    /// <summary>The verb over the service that does it.</summary>
    public TrainCommand(Func<TrainRequest, LearningSession, CancellationToken, Task<LearningResult>> learn)
    {
        _learn = learn;
    }

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Train;

    /// <inheritdoc/>
    public string Name => "train";

    /// <inheritdoc/>
    public string Summary => "learns word vectors from files, as word2vec.c does";

    /// <inheritdoc/>
    public string Operands => "FILE...";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, int.MaxValue);

    /// <inheritdoc/>
    public string Details =>
        "Counts the words exactly in a first pass, then trains --passes times over the text with a learning rate that falls to "
        + "--min-alpha. "
        + "One sentence per line; files may be gzip. The options of word2vec.c, gensim and fastText work under their names. "
        + "For text that does not end, and for standard input, use run.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
        ["streamw2v train corpus.txt --store store", "streamw2v train *.txt.gz --model cbow --dim 300 --window 8 --passes 3 --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var request = LearningRequests.Train(invocation, errors);
        return cancellation =>
        {
            InputFiles.RequireAll(request.Files);
            return LearningRun.InvokeAsync(invocation, (session, stop) => LearnAsync(request, session, stop), cancellation);
        };
    }

    private async Task<LearningResult> LearnAsync(TrainRequest request, LearningSession session, CancellationToken stop)
    {
        try
        {
            return await _learn(request, session, stop);
        }
        catch (BadInputException error) when (InputFiles.Explain(error) is var explained && explained != error)
        {
            throw explained;
        }
    }
}
