using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Commands;

/// <summary><c>fsck</c>: checks everything in a store, and repairs it if asked to.</summary>
internal sealed class FsckCommand : IVerbCommand
{
    private static readonly TableColumn[] Columns = [new("severity"), new("finding"), new("remedy")];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Fsck;

    /// <inheritdoc/>
    public string Name => "fsck";

    /// <inheritdoc/>
    public string Summary => "checks the store, and repairs it with --repair";

    /// <inheritdoc/>
    public string Operands => "";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, 0);

    /// <inheritdoc/>
    public string Details =>
        "Reads every byte and compares it with its checksum. --repair moves what is damaged to quarantine/ and deletes nothing; "
        + "no process may be writing to the store then. Exit code 65 if something is damaged and was not repaired.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["streamw2v fsck --store store", "streamw2v fsck --repair --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var options = OptionBinder.Store(invocation.Values, [], errors);
        var repair = invocation.Values.Flag(QueryDeclarations.Repair);
        return _ =>
        {
            StoreAccess.RequireFolder(options.Folder);
            var findings = repair ? StoreCheck.Repair(options.Folder) : StoreCheck.Run(options.Folder);
            var damaged = findings.Any(finding => finding.Severity == FindingSeverity.Error && !finding.Repaired);
            if (invocation.Results.IsJson)
            {
                FindingResult[] shown =
                [
                    .. findings.Select(finding => new FindingResult(
                        finding.Severity.ToString().ToLowerInvariant(), finding.Path, finding.Sentence, finding.Remedy, finding.Repaired)),
                ];
                invocation.Results.Json(new CheckResult(!damaged, shown), ResultJson.Plain.CheckResult);
            }
            else if (findings.Count == 0)
            {
                invocation.Results.Line($"store {options.Folder} is sound");
            }
            else
            {
                invocation.Results.Table(Columns, findings.Select(finding => new[]
                {
                    finding.Severity.ToString().ToLowerInvariant() + (finding.Repaired ? ", repaired" : ""),
                    finding.Sentence,
                    finding.Remedy,
                }));
            }

            return Task.FromResult(damaged ? ExitCode.BadInput : ExitCode.Success);
        };
    }
}
