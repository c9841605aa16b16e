using System.Globalization;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Host.Output;
using StreamW2V.Host.Output.Results;
using StreamW2V.Query.Drift;

namespace StreamW2V.Host.Commands;

/// <summary><c>drift [WORD...]</c>: the words that moved most between two generations.</summary>
internal sealed class DriftCommand : IVerbCommand
{
    private static readonly TableColumn[] Columns =
    [
        new("word"), new("moved", IsNumber: true), new("cosine", IsNumber: true), new("count", IsNumber: true),
        new("per million", IsNumber: true), new("since", IsNumber: true), new("ratio", IsNumber: true), new("note"),
    ];

    private static readonly TableColumn[] NeighborColumns = [new("word"), new("generation", IsNumber: true), new("neighbors")];

    /// <inheritdoc/>
    public Verbs Verb => Verbs.Drift;

    /// <inheritdoc/>
    public string Name => "drift";

    /// <inheritdoc/>
    public string Summary => "lists the words that moved most between two generations, or how far words did";

    /// <inheritdoc/>
    public string Operands => "[WORD...]";

    /// <inheritdoc/>
    public (int Minimum, int Maximum) OperandCount => (0, int.MaxValue);

    /// <inheritdoc/>
    public string Details =>
        "Moved is the share of a word's -k nearest neighbors that are others now, among words of both generations; the cosine is that of its "
        + "two vectors after one model is turned onto the other. Per million is how often it was used up to the earlier generation, since how often "
        + "from then on, and ratio the latter by the former: used more is not used differently. "
        + "To compare generations far apart let run keep some, with --keep-hourly, --keep-daily and so on.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples =>
        ["streamw2v drift --from 3 --to 9 --store store", "streamw2v drift state air --store store"];

    /// <inheritdoc/>
    public VerbAction Prepare(Invocation invocation, List<string> errors)
    {
        var store = OptionBinder.Store(invocation.Values, [], errors);
        var options = new DriftOptions
        {
            Neighbors = invocation.Values.Int32(QueryDeclarations.Count),
            RestrictVocabulary = invocation.Values.Int32(QueryDeclarations.RestrictVocabulary),
            MinCount = invocation.Values.Int32(ReportDeclarations.MinCount),
            Top = invocation.Values.Int32(QueryDeclarations.Top),
        };
        var (from, to) = (invocation.Values.OptionalInteger(ReportDeclarations.From), invocation.Values.OptionalInteger(ReportDeclarations.To));
        if (from >= to)
        {
            errors.Add($"--from {from} must be an earlier generation than --to {to}");
        }

        return _ =>
        {
            using var pair = GenerationPair.Open(invocation, store.Folder, from, to);
            foreach (var word in invocation.Operands)
            {
                pair.RequireBoth(word);
            }

            var report = DriftComparison.Run(pair.Before, pair.After, options, invocation.Operands);
            if (report.Compared == 0)
            {
                StoreAccess.Warn(
                    invocation,
                    report.Common == 0
                        ? $"generations {pair.From} and {pair.To} have no word in common, so nothing can be compared; give another --from"
                        : $"none of the {report.Common} words that generations {pair.From} and {pair.To} share has a count of {options.MinCount} in both; "
                        + "ask for less with --min-count");
            }

            if (invocation.Results.IsJson)
            {
                invocation.Results.Json(Result(pair, report), ResultJson.Plain.DriftResult);
            }
            else
            {
                Write(invocation.Results, pair, report);
            }

            return Task.FromResult(ExitCode.Success);
        };
    }

    private static void Write(ResultWriter results, GenerationPair pair, DriftReport report)
    {
        results.Line(
            $"generation {pair.From} to {pair.To}: {Figures.Count(report.Compared)} of {Figures.Count(report.Common)} common words compared by "
            + $"{report.Neighbors} neighbors{(report.HasDecayedCounts ? "; counts decay, so since is the frequency in generation " + pair.To : "")}");
        results.Table(Columns, report.Words.Select(word => new[]
        {
            word.Word,
            Decimals(word.OverlapLoss, 2),
            Figures.Score(word.Cosine),
            Figures.Count(word.Frequency.CountAfter),
            Decimals(word.Frequency.PerMillionBefore, 1),
            Decimals(word.Frequency.PerMillionSince, 1),
            Decimals(word.Frequency.Ratio, 2),
            word.IsReturned ? "came back" : "-",
        }));
        if (report.Words.Any(word => word.NeighborsBefore.Count > 0))
        {
            results.Table(NeighborColumns, report.Words.SelectMany(word => new[]
            {
                new[] { word.Word, pair.From.ToString(CultureInfo.InvariantCulture), string.Join(" ", word.NeighborsBefore) },
                [word.Word, pair.To.ToString(CultureInfo.InvariantCulture), string.Join(" ", word.NeighborsAfter)],
            }));
        }
    }

    private static DriftResult Result(GenerationPair pair, DriftReport report) => new(
        pair.From,
        pair.To,
        report.Common,
        report.Compared,
        report.Neighbors,
        report.HasDecayedCounts,
        [
            .. report.Words.Select(word => new DriftedWordResult(
                word.Word,
                word.OverlapLoss,
                word.Cosine,
                word.Frequency.CountBefore,
                word.Frequency.CountAfter,
                word.Frequency.PerMillionBefore,
                word.Frequency.PerMillionSince,
                word.Frequency.Ratio,
                word.IsReturned,
                word.NeighborsBefore.Count > 0 ? word.NeighborsBefore : null,
                word.NeighborsAfter.Count > 0 ? word.NeighborsAfter : null)),
        ]);

    private static string Decimals(double? number, int places) =>
        number is { } value ? value.ToString("N" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "-";
}
