using System.Globalization;
using System.Text;
using StreamW2V.Engine.Training.Curves;

namespace StreamW2V.Host.Output.Curves;

/// <summary>
/// The curves as rows in the order of the text: one at the end of each window, the open one included, and one where the vectors were scored; both in one where they fall
/// together. What was not measured at a place is NaN.
/// </summary>
internal sealed class CurveTable
{
    private static readonly (CurveColumn Column, Func<CurveWindow, double> Value)[] s_measured =
    [
        (new("loss", IsWhole: false, IsShown: true), window => window.Loss.Mean),
        (new("prequentialLoss", IsWhole: false, IsShown: true), window => window.Prequential.Mean),
        (new("outOfVocabulary", IsWhole: false, IsShown: true), window => window.OutOfVocabulary),
        (new("vocabulary", IsWhole: true, IsShown: true), window => window.Vocabulary),
        (new("admissions", IsWhole: true, IsShown: true), window => window.Admissions),
        (new("evictions", IsWhole: true, IsShown: true), window => window.Evictions),
        (new("drift", IsWhole: false, IsShown: true), window => window.Drift),
        (new("treeReplacements", IsWhole: true, IsShown: false), window => window.TreeReplacements),
        (new("keptShare", IsWhole: false, IsShown: false), window => window.KeptShare),
        (new("alpha", IsWhole: false, IsShown: false), window => double.Parse(window.Rate.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
    ];

    private CurveTable(IReadOnlyList<CurveColumn> columns, IReadOnlyList<double[]> rows)
    {
        Columns = columns;
        Rows = rows;
    }

    /// <summary>The columns; the first one is the place in the text, in tokens.</summary>
    public IReadOnlyList<CurveColumn> Columns { get; }

    /// <summary>The rows, a number per column.</summary>
    public IReadOnlyList<double[]> Rows { get; }

    /// <summary>The table of some curves.</summary>
    public static CurveTable Of(LearningCurves curves)
    {
        string[] sets = [.. curves.Evaluations.SelectMany(evaluation => evaluation.Scores).Select(score => score.Name).Distinct()];
        CurveColumn[] columns =
        [
            new("tokens", IsWhole: true, IsShown: true),
            .. s_measured.Select(measured => measured.Column),
            .. sets.Select(set => new CurveColumn(set, IsWhole: false, IsShown: true)),
        ];
        var rows = new SortedDictionary<long, double[]>();
        double[] At(long token)
        {
            if (!rows.TryGetValue(token, out var row))
            {
                rows[token] = row = new double[columns.Length];
                row.AsSpan().Fill(double.NaN);
                row[0] = token;
            }

            return row;
        }

        foreach (var window in curves.Open.Tokens > 0 ? curves.Windows.Append(curves.Open) : curves.Windows)
        {
            var row = At(window.EndToken);
            for (var i = 0; i < s_measured.Length; i++)
            {
                row[i + 1] = s_measured[i].Value(window);
            }
        }

        foreach (var evaluation in curves.Evaluations)
        {
            var row = At(evaluation.Token);
            foreach (var score in evaluation.Scores)
            {
                row[1 + s_measured.Length + Array.IndexOf(sets, score.Name)] = score.Value;
            }
        }

        return new CurveTable(columns, [.. rows.Values]);
    }

    /// <summary>
    /// Comma-separated values (RFC 4180) with a line of names; numbers as short as they can be read back exactly, empty where there is none. Lines end at LF.
    /// </summary>
    public string ToCsv()
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(column => Quoted(column.Name))).Append('\n');
        foreach (var row in Rows)
        {
            text.AppendJoin(',', row.Select(number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "")).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Writes the columns that people are shown.</summary>
    public void Write(ResultWriter results)
    {
        int[] shown = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].IsShown)];
        results.Table(
            [.. shown.Select(i => new TableColumn(Columns[i].Name, IsNumber: true))],
            Rows.Select(row => shown.Select(i => !double.IsFinite(row[i]) ? "-" : Columns[i].IsWhole ? Figures.Count(row[i]) : Figures.Score(row[i])).ToArray()));
    }

    private static string Quoted(string name) =>
        name.AsSpan().IndexOfAny(",\"\r\n") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
