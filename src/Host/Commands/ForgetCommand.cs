using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Host.Services;
using StreamW2V.Store.Files;

namespace StreamW2V.Host.Commands;

/// <summary><c>forget WORD...</c>: removes words from everything the store keeps.</summary>
/// <param name="storage">The file system.</param>
internal sealed class ForgetCommand(IStorage storage) : IVerbCommand
{
    private static readonly TableColumn[] Columns =
    [
        new("word"), new("count", IsNumber: true), new("candidate"), new("evictions", IsNumber: true), new("in journal", IsNumber: true),
    ];

    /// <summary>The verb on this machine's file system.</summary>
    public ForgetCommand()
        : this(PosixStorage.Instance)
    {
    }

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Forget;

    /// <inheritdoc/>
    public string Name => "forget";

    /// <inheritdoc/>
    public string Summary => "removes words from everything the store keeps";

    /// <inheritdoc/>
    public string Operands => "WORD...";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, int.MaxValue);

    /// <inheritdoc/>
    public string Details =>
        "Writes a generation without the words, takes them out of the text in the journal, and deletes all older generations and what is in quarantine: there "
        + "is no going back. What neighboring words have learned from them stays, as does text outside the store: source files, backups, exports. A forgotten "
        + "word that is read again is a new word like any other. No process may be writing to the store.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v forget alice bob --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        return _ =>
        {
            using var store = StoreAccess.OpenForWriting(options.Folder, storage);
            var result = ForgetService.Run(
                store,
                storage,
                invocation.Operands,
                invocation.Context.Time,
                (number, reason) => StoreAccess.Warn(invocation, $"generation {number} is damaged and was passed over: {reason}"));
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(result, ResultJson.Plain.ForgetResult);
            }
            else
            {
                Write(invocation.Results, result);
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static void Write(ResultWriter results, ForgetResult result)
    {
        results.Table(Columns, result.Words.Select(word => new[]
        {
            word.Word,
            word.Count is { } count ? Figures.Count(count) : "-",
            word.Candidate ? "yes" : "-",
            Figures.Count(word.Evictions),
            Figures.Count(word.Journal),
        }));
        results.Line($"generation {result.Generation} is the newest now and without them");
        results.Line($"deleted: generations {string.Join(", ", result.RemovedGenerations)}"
            + (result.RemovedQuarantine.Count > 0 ? $", and in quarantine {string.Join(", ", result.RemovedQuarantine)}" : ""));
        results.Line($"journal records written anew: {Figures.Count(result.JournalRecords)}");
        results.Line("not removed: what neighboring words have learned from them, and text outside the store (source files, backups, exports)");
    }
}
