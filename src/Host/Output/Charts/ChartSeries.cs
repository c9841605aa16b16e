namespace StreamW2V.Host.Output.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points from left to right, all finite.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
