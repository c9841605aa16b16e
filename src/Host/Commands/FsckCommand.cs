using System.Text.Json;
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
        "Reads every byte and compares it with its checksum, and says of each finding what it means and what to do. --repair moves what is damaged to quarantine/ and deletes nothing; "
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
            var verdict = StoreCheck.Verdict(findings);
            var damaged = verdict is StoreVerdict.Repairable or StoreVerdict.NeedsHelp;
            if (invocation.Results.IsJson)
            {
                FindingResult[] shown =
                [
                    .. findings.Select(finding => new FindingResult(
                        finding.Severity.ToString().ToLowerInvariant(), finding.Path, finding.Sentence, finding.Meaning, finding.Remedy, finding.Repaired)),
                ];
                invocation.Results.Json(new CheckResult(!damaged, JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString()), shown), ResultJson.Plain.CheckResult);
            }
            else
            {
                foreach (var finding in findings)
                {
                    Write(invocation.Results, finding);
                }

                invocation.Results.Line((findings.Count > 0 ? "verdict: " : "") + Sentence(verdict, findings, options.Folder));
            }

            return Task.FromResult(damaged ? ExitCode.BadInput : ExitCode.Success);
        };
    }

    private static void Write(ResultWriter results, StoreFinding finding)
    {
        results.Line($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Sentence}");
        results.Line($"  means: {finding.Meaning}");
        results.Line($"  {(finding.Repaired ? "done" : "to do")}: {finding.Remedy}");
    }

    private static string Sentence(StoreVerdict verdict, IReadOnlyList<StoreFinding> findings, string folder)
    {
        var errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        var warnings = findings.Count(finding => finding.Severity == FindingSeverity.Warning);
        return verdict switch
        {
            StoreVerdict.Sound when warnings > 0 => $"store {folder} is sound as far as its files go; {Count(warnings, "warning")} above",
            StoreVerdict.Sound => $"store {folder} is sound",
            StoreVerdict.Repaired => $"repaired: {Count(errors, "part")} moved aside or made again, nothing deleted; the store opens, and quarantine/ may be emptied when nobody misses anything",
            StoreVerdict.Repairable => $"damaged, and fsck --repair can mend it: {Count(errors, "finding")}; nothing was changed{(findings.Any(finding => finding.Repaired) ? " but what is marked as done" : "")}",
            _ => $"damaged, and fsck --repair cannot mend all of it: {Count(errors, "finding")}; do first what is said above. Nothing is deleted by waiting",
        };
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
