using StreamW2V.Host.Services;

namespace StreamW2V.Host.Commands;

/// <summary>The verbs this version offers, in the order of help.</summary>
internal static class VerbCommands
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IVerbCommand> All { get; } =
    [
        new TrainCommand(TrainService.RunAsync), new RunCommand(RunService.RunAsync),
        new NnCommand(), new AnalogyCommand(), new SimilarityCommand(), new VectorCommand(), new DoesntMatchCommand(), new EvalCommand(), new VocabCommand(), new DriftCommand(),
        new ExportCommand(), new ImportCommand(), new StatusCommand(), new GenerationsCommand(), new RollbackCommand(), new ForgetCommand(), new FsckCommand(), new BenchCommand(),
    ];
}
