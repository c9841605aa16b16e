using System.Globalization;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
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
        + "run. No process may be writing to the store.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v rollback 41 --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        var number = 0L;
        if (invocation.Operands.Count == 1
            && (!long.TryParse(invocation.Operands[0], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1))
        {
            errors.Add($"rollback {invocation.Operands[0]}: must be the number of a generation; streamw2v generations lists them");
        }

        return _ =>
        {
            using var store = StoreAccess.OpenForWriting(options.Folder);
            StoreAccess.RequireGeneration(store, number);
            long[] newer = [.. store.GenerationNumbers.Where(other => other > number)];
            store.Rollback(number);
            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(new RollbackResult(number, newer), ResultJson.Plain.RollbackResult);
            }
            else
            {
                invocation.Results.Line(newer.Length == 0
                    ? $"generation {number} is the newest already"
                    : $"generation {number} is the newest now; set aside: {string.Join(", ", newer)}");
            }

            return Task.FromResult(ExitCode.Success);
        };
    }
}
