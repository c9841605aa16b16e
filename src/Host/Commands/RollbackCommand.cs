using System.Globalization;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output.Results;

namespace StreamW2V.Host.Commands;

/// <summary><c>rollback N</c>: makes an older generation the newest.</summary>
internal sealed class RollbackCommand : IVerbCommand
{
    /// <inheritdoc/>
    public Verbs Verb => Verbs.Rollback;

    /// <inheritdoc/>
    public string Name => "rollback";

    /// <inheritdoc/>
    public string Summary => "goes back to an older generation";

    /// <inheritdoc/>
    public string Operands => "N";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (1, 1);

    /// <inheritdoc/>
    public string Details =>
        "Newer generations are set aside as generations/N.rolledback, not deleted at once. "
        + "The journal position goes back as well: what the journal still holds behind it is learned again by the next "
        + "run. Where the journal does not reach back that far, nothing is changed, unless --set-journal-aside is given. "
        + "An archived generation is unpacked first. No process may be writing to the store.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v rollback 41 --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        var setAside = invocation.Values.Flag(QueryDeclarations.SetJournalAside);
        var number = 0L;
        if (invocation.Operands.Count == 1
            && (!long.TryParse(invocation.Operands[0], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1))
        {
            errors.Add($"rollback {invocation.Operands[0]}: must be the number of a generation; streamw2v generations lists them");
        }

        return _ =>
        {
            using var store = StoreAccess.OpenForWriting(options.Folder);
            var gap = JournalReach.GapBefore(store, number);
            if (gap is not null && !setAside)
            {
                throw new FailedException(
                    $"{gap}. Nothing was changed. To go back all the same, with the journal moved to quarantine/, add {QueryDeclarations.SetJournalAside.Flag}");
            }

            long[] newer = [.. store.AllNumbers.Where(other => other > number)];
            store.Rollback(number);

            // Behind the rollback: interrupted in between, run refuses the store, and the same command finishes.
            var moved = gap is null ? [] : JournalReach.SetAside(store, number);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(new RollbackResult(number, newer, moved), ResultJson.Plain.RollbackResult);
            }
            else
            {
                invocation.Results.Line(newer.Length == 0
                    ? $"generation {number} is the newest already"
                    : $"generation {number} is the newest now; set aside: {string.Join(", ", newer)}");
                foreach (var step in moved)
                {
                    invocation.Results.Line(step);
                }
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}
