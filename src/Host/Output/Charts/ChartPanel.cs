namespace StreamW2V.Host.Output.Charts;

/// <summary>One of several charts that stand above each other over the same horizontal axis.</summary>
/// <param name="Title">What its vertical axis counts.</param>
/// <param name="Series">Its lines; those without a point are only in the legend.</param>
internal sealed record ChartPanel(string Title, IReadOnlyList<ChartSeries> Series);
