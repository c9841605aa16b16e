using StreamW2V.Host.Output.Charts;

namespace StreamW2V.Host.Output.Curves;

/// <summary>The curves of a run as a plot: scores, losses, unknown words and vocabulary over the tokens.</summary>
internal static class CurvePlot
{
    private static readonly string[] s_measured = ["loss", "prequentialLoss", "outOfVocabulary", "vocabulary", "drift"];

    /// <summary>The plot of a table as an SVG file.</summary>
    public static string Draw(CurveTable table, string title)
    {
        // Scores are the columns behind the last measured one.
        var first = table.Columns.ToList().FindIndex(column => column.Name == "alpha") + 1;
        var sets = Enumerable.Range(first, table.Columns.Count - first).Select(i => Series(table, i, table.Columns[i].Name)).ToList();
        var measured = s_measured.ToDictionary(name => name, name => table.Columns.ToList().FindIndex(column => column.Name == name));
        ChartSeries Of(string name, string legend) => Series(table, measured[name], legend);
        List<ChartPanel> panels =
        [
            new("loss of a positive example", [Of("loss", "while trained"), Of("prequentialLoss", "before trained")]),
            new("share of tokens without a vector", [Of("outOfVocabulary", "out of vocabulary")]),
            new("words with a vector", [Of("vocabulary", "vocabulary")]),
            new("drift of the most frequent words, 1 - cosine per window", [Of("drift", "drift")]),
        ];
        if (sets.Count > 0)
        {
            panels.Insert(0, new("accuracy of analogies, rank correlation of similarities", sets));
        }

        return SvgChart.Draw(title, "tokens learned", panels);
    }

    private static ChartSeries Series(CurveTable table, int column, string name) =>
        new(name, [.. table.Rows.Where(row => double.IsFinite(row[column])).Select(row => (row[0], row[column]))]);
}
