using System.Globalization;
using System.Text;
using System.Xml;

namespace StreamW2V.Host.Output.Charts;

/// <summary>Draws panels of lines as a Scalable Vector Graphics 1.1 file that any browser shows. The same curves give the same bytes.</summary>
internal static class SvgChart
{
    private const int Width = 960;
    private const int PanelHeight = 200;
    private const int Left = 80;
    private const int Right = 220;
    private const int Top = 50;
    private const int Gap = 40;
    private const string Namespace = "http://www.w3.org/2000/svg";
    private static readonly string[] s_colors = ["#1b6ca8", "#d1495b", "#2e8b57", "#b8860b", "#6a4c93", "#444444", "#00868b", "#a0522d"];

    /// <summary>The file's text.</summary>
    /// <param name="title">Stands above it.</param>
    /// <param name="horizontal">What the horizontal axis counts; it begins at 0.</param>
    /// <param name="panels">The charts from top to bottom.</param>
    public static string Draw(string title, string horizontal, IReadOnlyList<ChartPanel> panels)
    {
        var largest = panels.SelectMany(panel => panel.Series).SelectMany(series => series.Points).Select(point => point.X).DefaultIfEmpty(1).Max();
        var x = new ChartAxis(0, largest, Left, Width - Right);
        var height = Top + (panels.Count * (PanelHeight + Gap)) + Gap;
        using var bytes = new MemoryStream();
        using (var svg = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            svg.WriteStartElement("svg", Namespace);
            Attributes(svg, ("width", $"{Width}"), ("height", $"{height}"), ("viewBox", $"0 0 {Width} {height}"), ("font-family", "sans-serif"), ("font-size", "12"));
            Rectangle(svg, 0, 0, Width, height, "#ffffff", "none");
            Text(svg, title, Left, 28, "start", 16);
            for (var i = 0; i < panels.Count; i++)
            {
                Draw(svg, panels[i], x, Top + (i * (PanelHeight + Gap)));
            }

            Text(svg, horizontal, (Left + Width - Right) / 2.0, height - 20, "middle");
            svg.WriteEndElement();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Draw(XmlWriter svg, ChartPanel panel, ChartAxis x, double top)
    {
        var bottom = top + PanelHeight;
        var heights = panel.Series.SelectMany(series => series.Points).Select(point => point.Y).DefaultIfEmpty(0).ToList();
        var y = new ChartAxis(Math.Min(0, heights.Min()), heights.Max(), bottom, top);
        foreach (var tick in y.Ticks)
        {
            Line(svg, Left, y[tick], Width - Right, y[tick]);
            Text(svg, y.Label(tick), Left - 8, y[tick] + 4, "end");
        }

        foreach (var tick in x.Ticks)
        {
            Line(svg, x[tick], bottom, x[tick], bottom + 4);
            Text(svg, x.Label(tick), x[tick], bottom + 18, "middle");
        }

        Rectangle(svg, Left, top, Width - Right - Left, PanelHeight, "none", "#888888");
        Text(svg, panel.Title, Left, top - 6, "start");
        for (var i = 0; i < panel.Series.Count; i++)
        {
            var (series, color) = (panel.Series[i], s_colors[i % s_colors.Length]);
            svg.WriteStartElement("polyline", Namespace);
            Attributes(svg, ("fill", "none"), ("stroke", color), ("stroke-width", "1.5"),
                ("points", string.Join(' ', series.Points.Select(point => $"{Number(x[point.X])},{Number(y[point.Y])}"))));
            svg.WriteElementString("title", Namespace, series.Name);
            svg.WriteEndElement();
            var beside = top + 14 + (i * 18);
            Rectangle(svg, Width - Right + 14, beside - 8, 14, 4, color, "none");
            Text(svg, series.Name, Width - Right + 34, beside - 2, "start");
        }
    }

    private static void Line(XmlWriter svg, double x1, double y1, double x2, double y2)
    {
        svg.WriteStartElement("line", Namespace);
        Attributes(svg, ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", "#dddddd"));
        svg.WriteEndElement();
    }

    private static void Rectangle(XmlWriter svg, double x, double y, double width, double height, string fill, string stroke)
    {
        svg.WriteStartElement("rect", Namespace);
        Attributes(svg, ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("fill", fill), ("stroke", stroke));
        svg.WriteEndElement();
    }

    private static void Text(XmlWriter svg, string text, double x, double y, string anchor, int size = 12)
    {
        svg.WriteStartElement("text", Namespace);
        Attributes(svg, ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor), ("font-size", $"{size}"));
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            svg.WriteAttributeString(name, value);
        }
    }

    private static string Number(double pixel) => pixel.ToString("0.##", CultureInfo.InvariantCulture);
}
