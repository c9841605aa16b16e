using System.Globalization;
using System.Xml.Linq;
using StreamW2V.Host.Output.Charts;

namespace StreamW2V.Host.Tests.Output.Charts;

/// <summary>Prevents plots that no browser opens, that leave points out, or whose axes do not show what was measured.</summary>
public sealed class SvgChartTests
{
    [Fact]
    public void Every_point_stands_where_its_numbers_say()
    {
        (double X, double Y)[] points = [(0, 0), (500_000, 0.25), (1_000_000, 0.5)];
        var svg = XElement.Parse(SvgChart.Draw("a <title> & more", "tokens", [new("score", [new("one", points), new("none", [])]), new("other", [new("two", [(7, -3)])])]));
        var lines = Named(svg, "polyline").ToList();
        Assert.Equal([3, 0, 1], lines.Select(line => Points(line).Count));
        Assert.Equal([(80.0, 250.0), (410.0, 150.0), (740.0, 50.0)], Points(lines[0]).Select(point => (Math.Round(point.X, 0), Math.Round(point.Y, 0))));
        var texts = Named(svg, "text").Select(text => text.Value).ToList();
        Assert.Equal("a <title> & more", texts[0]);
        Assert.Contains("tokens", texts);
        Assert.All((string[])["score", "other", "one", "none", "two", "0.5", "1M", "200k"], text => Assert.Contains(text, texts));
        Assert.Equal(lines.Count, Named(svg, "title").Count());
        Assert.Equal(["one", "none", "two"], Named(svg, "title").Select(title => title.Value));
    }

    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0, 17_053_160, "0 5M 10M 15M 20M")]
    [InlineData(-0.06, 0.21, "-0.1 0 0.1 0.2 0.3")]
    [InlineData(5, 5, "5 6")]
    [InlineData(0, 4_300, "0 1000 2000 3000 4000 5000")]
    [InlineData(0, 0, "0 0.2")]
    public void Marks_are_round_and_enclose_the_numbers(double smallest, double largest, string labels)
    {
        var axis = new ChartAxis(smallest, largest, 100, 200);
        var ticks = axis.Ticks.ToList();
        Assert.Equal(labels.Split(' '), ticks.Select(axis.Label));
        Assert.True(ticks[0] <= smallest && ticks[^1] >= largest && ticks.Count is >= 2 and <= 8);
        Assert.Equal(100, axis[ticks[0]], 1e-9);
        Assert.Equal(200, axis[ticks[^1]], 1e-9);
    }

    [Fact]
    public void The_same_lines_give_the_same_bytes()
    {
        static string Draw() => SvgChart.Draw("t", "x", [new("y", [new("s", [(1, 1.0 / 3), (2, Math.PI)])])]);
        Assert.Equal(Draw(), Draw());
    }

    private static IEnumerable<XElement> Named(XElement svg, string name) => svg.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    private static List<(double X, double Y)> Points(XElement line) =>
    [
        .. line.Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(','))
            .Select(point => (double.Parse(point[0], CultureInfo.InvariantCulture), double.Parse(point[1], CultureInfo.InvariantCulture))),
    ];
}
